package dev.lapse.report;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.stereotype.Component;

/**
 * Shares the metrics between scrapes that come within a few seconds, so that none waits long for a
 * database that does not answer. Slow reads are done less often: they take at most a twentieth of
 * the time.
 */
@Component
class ShareMetrics implements DisposableBean {
  private static final Logger log = LoggerFactory.getLogger(ShareMetrics.class);
  private static final Duration USED_FOR = Duration.ofSeconds(10);
  private static final int TIMES_AS_LONG = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ReadMetrics metrics;
  private final RefreshSettings settings;
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "metrics");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable Reading last;
  private boolean failing;

  ShareMetrics(ReadMetrics metrics, RefreshSettings settings) {
    this.metrics = metrics;
    this.settings = settings;
  }

  /** A read in progress or completed. */
  private static final class Reading {
    final CompletableFuture<MetricSnapshots> result;
    private final long beganNanos = System.nanoTime();
    private volatile long tookNanos;

    Reading(Supplier<MetricSnapshots> read, Executor reader) {
      result =
          CompletableFuture.supplyAsync(read, reader)
              .whenComplete((metrics, failed) -> tookNanos = System.nanoTime() - beganNanos);
    }

    boolean isOver(RefreshSettings settings) {
      Duration longer = Duration.ofNanos(tookNanos).multipliedBy(TIMES_AS_LONG);
      return result.isCompletedExceptionally()
          || settings.isOver(beganNanos, longer.compareTo(USED_FOR) > 0 ? longer : USED_FOR);
    }
  }

  /** The metrics; none if the database cannot be asked. */
  MetricSnapshots get() {
    try {
      MetricSnapshots read = reading().result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      answered();
      return read;
    } catch (ExecutionException failed) {
      failed(String.valueOf(NestedExceptionUtils.getMostSpecificCause(failed).getMessage()));
    } catch (TimeoutException late) {
      failed("it does not answer");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return MetricSnapshots.of();
  }

  private synchronized Reading reading() {
    Reading known = last;
    if (known == null || (known.result.isDone() && known.isOver(settings))) {
      known = new Reading(metrics::read, reader);
      last = known;
    }
    return known;
  }

  private synchronized void answered() {
    if (failing) {
      log.info("metrics can be read from the database again");
    }
    failing = false;
  }

  /** Logged once, not at every scrape. */
  private synchronized void failed(String why) {
    if (!failing) {
      log.warn("could not read the metrics from the database, so they are left out: {}", why);
    }
    failing = true;
  }

  @Override
  public void destroy() {
    reader.shutdownNow();
  }
}
