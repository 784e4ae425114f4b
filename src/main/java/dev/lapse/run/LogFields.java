package dev.lapse.run;

import dev.lapse.run.record.Run;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** The fields that every log line of a run has (docs/logs-and-traces.md). */
final class LogFields {
  static final String RUN = "lapse.run";
  static final String ACCOUNT = "lapse.account";

  private LogFields() {}

  /** Runs work of a run in this thread. */
  static <T> T during(Run run, Supplier<T> work) {
    Map<String, String> before = MDC.getCopyOfContextMap();
    MDC.put(RUN, String.valueOf(run.id()));
    MDC.put("lapse.job", run.job().text());
    MDC.put("lapse.cell", run.cell());
    try {
      return work.get();
    } finally {
      replace(before);
    }
  }

  /** Passes the fields of this thread to work in another thread. */
  static Runnable handedOn(Runnable work) {
    Map<String, String> here = MDC.getCopyOfContextMap();
    return () -> {
      replace(here);
      try {
        work.run();
      } finally {
        MDC.clear();
      }
    };
  }

  private static void replace(@Nullable Map<String, String> fields) {
    if (fields == null) {
      MDC.clear();
    } else {
      MDC.setContextMap(fields);
    }
  }
}
