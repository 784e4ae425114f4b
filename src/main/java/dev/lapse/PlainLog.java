package dev.lapse;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.stream.Stream;
import org.apache.commons.logging.LogFactory;
import org.apache.commons.logging.impl.Slf4jLogFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Logs as {@code logback.xml} says, which takes longer to read than most commands need. Where
 * Spring Boot starts, or a setting of its logging is given, Spring Boot reads the file instead.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_NORMAL_PRIORITY)
public final class PlainLog extends ContextAwareBase implements Configurator {
  private static volatile boolean chosen;

  /** From now on: for a process that is the command line and nothing else. */
  static void choose() {
    chosen = true;
    // what it would find by itself, once it has looked for Log4j
    System.setProperty(LogFactory.FACTORY_PROPERTY, Slf4jLogFactory.class.getName());
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (!chosen) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(
        "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{0}: %replace(%replace(%msg){'[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]', '?'}){'\\n', '$0  '}%n");
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    // what a command did, it prints: only serve logs it too
    context.getLogger("dev.lapse").setLevel(Level.WARN);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Lets Spring Boot configure logging if any of its settings is given, such as a format. */
  static void replaceIfConfigured(ConfigurableEnvironment environment) {
    boolean configured =
        Stream.concat(
                environment.getSystemEnvironment().keySet().stream(),
                environment.getSystemProperties().keySet().stream())
            .anyMatch(name -> name.startsWith("LOGGING_") || name.startsWith("logging."));
    if (configured) {
      SpringApplication application = new SpringApplication(LapseApplication.class);
      DefaultBootstrapContext bootstrap = new DefaultBootstrapContext();
      String[] none = {};
      LoggingApplicationListener logging = new LoggingApplicationListener();
      logging.onApplicationEvent(new ApplicationStartingEvent(bootstrap, application, none));
      logging.onApplicationEvent(
          new ApplicationEnvironmentPreparedEvent(bootstrap, application, none, environment));
    }
  }
}
