package dev.lapse.run;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Spans of a run, its steps and its batches, where traces are on (docs/logs-and-traces.md).
 *
 * <p>No observations: each of those is a meter too, with labels that nobody documented.
 */
@Component
class TraceRun {
  private final Tracer tracer;

  /** By the run's number: its workers are threads that do not inherit it. */
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

  /** A step or a batch of a run that takes place. */
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
      // what a database answered may say whose row it was
      span.tag("error", failed.getClass().getSimpleName());
      throw failed;
    } finally {
      scope.close();
      span.end();
    }
  }
}
