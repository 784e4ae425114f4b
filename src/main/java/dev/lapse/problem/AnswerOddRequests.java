package dev.lapse.problem;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;

/**
 * Answers requests that the web server itself refuses, before any filter, with a problem document.
 */
@Component
class AnswerOddRequests
    implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory>, Ordered {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerOddRequests.class);

  private static final int NOT_IMPLEMENTED = 501;

  private final WriteProblem problems;

  AnswerOddRequests(WriteProblem problems) {
    this.problems = problems;
  }

  @Override
  public void customize(ConfigurableTomcatWebServerFactory server) {
    server.addContextCustomizers(
        context -> {
          if (context.getParent() instanceof StandardHost host) {
            // Tomcat recognizes it by this class and does not add its own
            host.setErrorReportValveClass(Report.class.getName());
            host.getPipeline().addValve(new Report(problems));
          }
        });
  }

  /** Inside the valve that Spring adds: the innermost one answers. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  private static final class Report extends ErrorReportValve {
    private final WriteProblem problems;

    Report(WriteProblem problems) {
      this.problems = problems;
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
      int status = response.getStatus();
      if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
        return;
      }
      try {
        problems.to(response.getResponse(), problem(status));
        response.finishResponse();
      } catch (java.io.IOException gone) {
        LOG.debug("the client no longer waits for the response", gone);
      }
    }

    private static Problem problem(int status) {
      if (status == NOT_IMPLEMENTED) { // CONNECT
        return new Problem(ProblemType.METHOD_NOT_ALLOWED, "the method is not allowed");
      }
      return status < 500
          ? new Problem(ProblemType.MALFORMED, "the request is malformed")
          : new Problem(ProblemType.FAILED, "see Lapse's log for the reason");
    }
  }
}
