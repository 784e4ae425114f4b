package dev.lapse.schedule;

import dev.lapse.catalog.live.ClockDifference;
import dev.lapse.catalog.live.CompareClocks;
import dev.lapse.report.ReadClocks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Compares this node's clock with those of the databases, at start and every minute, and warns if
 * runs would be refused.
 */
@Component
@ConditionalOnProperty("lapse.serve")
class WatchClocks implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(WatchClocks.class);

  private final CompareClocks clocks;
  private final ReadClocks metrics;
  private boolean differing;
  private @Nullable ScheduledExecutorService timer;

  WatchClocks(CompareClocks clocks, ReadClocks metrics) {
    this.clocks = clocks;
    this.metrics = metrics;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the work ends with the timer
  public synchronized void start() {
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "clocks"));
    started.scheduleWithFixedDelay(this::attempt, 0, 1, TimeUnit.MINUTES);
    timer = started;
  }

  private void attempt() {
    try {
      look();
    } catch (RuntimeException failed) {
      log.warn("could not compare the clocks: {}", failed.getMessage());
    }
  }

  /** Warns once, until the clocks agree again. */
  void look() {
    List<ClockDifference> stores = clocks.withStores();
    metrics.seen(stores);
    List<ClockDifference> all = new ArrayList<>(stores);
    all.add(clocks.withOwn());
    Optional<String> differ = ClockDifference.describeWorst(all);
    if (differ.isPresent() && !differing) {
      log.warn("runs are refused until this is fixed: {}", differ.get());
    } else if (differ.isEmpty() && differing) {
      log.info("the clocks agree again");
    }
    differing = differ.isPresent();
  }

  @Override
  public synchronized void stop() {
    ScheduledExecutorService started = timer;
    timer = null;
    if (started != null) {
      started.shutdownNow();
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return timer != null;
  }
}
