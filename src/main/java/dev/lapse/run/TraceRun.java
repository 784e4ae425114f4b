package dev.lapse.run;

import dev.lapse.run.record.Run;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Spans of a run, its steps and its batches, if tracing is on (docs/logs-and-traces.md).
 *
 * <p>Uses no observations, because each of them would also be a meter with undocumented labels.
 */
@Component
class TraceRun {
  private final Tracer tracer;

  /** The spans by run number, because the workers' threads do not inherit them. */
  private final Map<Long, Span> runs = new ConcurrentHashMap<>();

  TraceRun(ObjectProvider<Tracer> tracer) {
    this.tracer = tracer.getIfAvailable(() -> Tracer.NOOP);
  }

  <T> T run(Run run, Supplier<T> work) {
    Span span = begin(SampleRuns.NAME + run.job().text(), run, null);
    runs.put(run.id(), span);
    try {
      return during(span, work);
    } finally {
      runs.remove(run.id());
    }
  }

  /** The span of a step or batch in progress. */
  <T> T part(String name, Run run, Supplier<T> work) {
    return during(begin(name, run, runs.get(run.id())), work);
  }

  private Span begin(String name, Run run, @Nullable Span parent) {
    Span.Builder span = tracer.spanBuilder().name(name);
    if (parent == null) {
      span.setNoParent();
    } else {
      span.setParent(parent.context());
    }
    return span.tag("lapse.run", run.id())
        .tag("lapse.job", run.job().text())
        .tag("lapse.cell", run.cell())
        .start();
  }

  private <T> T during(Span span, Supplier<T> work) {
    Tracer.SpanInScope scope = tracer.withSpan(span);
    try {
      return work.get();
    } catch (RuntimeException failed) {
      // a message from a database may identify the row's owner
      span.tag("error", failed.getClass().getSimpleName());
      throw failed;
    } finally {
      scope.close();
      span.end();
    }
  }
}
