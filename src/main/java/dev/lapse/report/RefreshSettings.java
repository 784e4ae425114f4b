package dev.lapse.report;

import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** How long metrics read from the database are reused. */
@Component
class RefreshSettings {
  private final Duration atMost;

  /**
   * @param atMost maximum age; 0 to query the database each time
   */
  RefreshSettings(@Value("${lapse.metrics.reuse:1h}") Duration atMost) {
    this.atMost = atMost;
  }

  /** True if values read at this reading of the monotonic clock must no longer be used. */
  boolean isOver(long readAtNanos, Duration usual) {
    long nanos = Math.min(usual.toNanos(), atMost.toNanos());
    return System.nanoTime() - readAtNanos >= nanos;
  }
}
