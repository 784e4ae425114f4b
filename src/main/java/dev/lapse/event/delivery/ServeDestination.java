package dev.lapse.event.delivery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Polls the database for due events of one destination, every second and at once after an attempt
 * has ended. Makes several attempts in parallel, each for a different account, because the events
 * of one account wait for each other.
 */
final class ServeDestination {
  private static final Logger log = LoggerFactory.getLogger(ServeDestination.class);
  private static final int SIDE_BY_SIDE = 8;
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final DeliverEvents deliver;
  private final Destination destination;
  private final Semaphore free = new Semaphore(SIDE_BY_SIDE);
  private final Semaphore ended = new Semaphore(0);
  private final ExecutorService attempts;
  private final Thread looks;
  private volatile boolean running = true;

  private ServeDestination(DeliverEvents deliver, Destination destination) {
    this.deliver = deliver;
    this.destination = destination;
    this.attempts =
        Executors.newFixedThreadPool(
            SIDE_BY_SIDE, work -> new Thread(work, "deliver-" + destination.name()));
    this.looks = new Thread(this::look, "look-" + destination.name());
  }

  static ServeDestination start(DeliverEvents deliver, Destination destination) {
    ServeDestination serving = new ServeDestination(deliver, destination);
    serving.looks.start();
    return serving;
  }

  void stop() {
    running = false;
    looks.interrupt();
    attempts.shutdownNow();
  }

  boolean hasEnded() {
    try {
      looks.join(PATIENCE.toMillis());
      return attempts.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
          && !looks.isAlive();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void look() {
    try {
      while (running) {
        rest(attemptDue());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** How long to wait until the next poll, unless an attempt ends before that. */
  private Duration attemptDue() throws InterruptedException {
    free.acquire();
    int places = 1 + free.drainPermits();
    ended.drainPermits();
    List<Delivery> leased;
    try {
      leased = deliver.lease(destination, places);
    } catch (RuntimeException failed) {
      free.release(places);
      log.warn("could not look up the events due at {}", destination.name(), failed);
      return AFTER_A_FAILURE;
    }
    free.release(places - leased.size());
    for (Delivery delivery : leased) {
      attempts.execute(() -> attempt(delivery));
    }
    return BETWEEN_LOOKS;
  }

  private void attempt(Delivery delivery) {
    MDC.put("lapse.account", delivery.event().accountId());
    try {
      deliver.attempt(destination, delivery);
    } catch (RuntimeException failed) {
      log.warn(
          "could not record the delivery of event {} to {}; it will be sent again",
          delivery.event().id(),
          destination.name(),
          failed);
    } finally {
      MDC.clear();
      free.release();
      ended.release();
    }
  }

  private void rest(Duration atMost) throws InterruptedException {
    if (ended.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      ended.drainPermits();
    }
  }

  @Override
  public String toString() {
    return destination.name();
  }
}
