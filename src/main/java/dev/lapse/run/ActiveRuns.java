package dev.lapse.run;

import dev.lapse.run.record.StopCause;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The runs of this process. When the program ends, they are asked to stop and given time to end
 * cleanly.
 */
@Component
@Lazy(false)
class ActiveRuns {
  private static final Logger log = LoggerFactory.getLogger(ActiveRuns.class);
  private static final Duration PATIENCE = Duration.ofSeconds(9);

  private final Map<Long, ActiveRun> active = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ApplicationEventPublisher events;
  private volatile boolean closing;

  ActiveRuns(ApplicationEventPublisher events) {
    this.events = events;
  }

  ActiveRun get(long id) {
    ActiveRun run = active.get(id);
    if (run == null) {
      throw new IllegalStateException(
          "run " + id + " was not started by lapse; start it with 'lapse run'");
    }
    return run;
  }

  void add(ActiveRun run) {
    active.put(run.run().id(), run);
    if (closing) {
      run.stop(StopCause.SHUTDOWN);
    }
  }

  void remove(ActiveRun run) {
    active.remove(run.run().id());
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    events.publishEvent(new RunEnded(run.run().id()));
  }

  /** True once the runs of this process were asked to stop. */
  boolean isClosing() {
    return closing;
  }

  @EventListener
  void close(ContextClosedEvent event) throws InterruptedException {
    closing = true;
    active.values().forEach(run -> run.stop(StopCause.SHUTDOWN));
    long nanos = PATIENCE.toNanos();
    lock.lock();
    try {
      while (!active.isEmpty() && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
    if (!active.isEmpty()) {
      log.warn(
          "runs {} did not stop within {} s; the next start recovers them",
          active.keySet(),
          TimeUnit.NANOSECONDS.toSeconds(PATIENCE.toNanos()));
    }
  }
}
