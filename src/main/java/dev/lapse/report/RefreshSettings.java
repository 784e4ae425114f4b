package dev.lapse.report;

import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** How long an answer of the database is used again. */
@Component
class RefreshSettings {
  private final Duration atMost;

  /**
   * @param atMost nothing is used for longer; 0 to ask the database each time
   */
  RefreshSettings(@Value("${lapse.metrics.reuse:1h}") Duration atMost) {
    this.atMost = atMost;
  }

  /** True if what was read at a reading of the monotonic clock is not to be used any more. */
  boolean isOver(long readAtNanos, Duration usual) {
    long nanos = Math.min(usual.toNanos(), atMost.toNanos());
    return System.nanoTime() - readAtNanos >= nanos;
  }
}
