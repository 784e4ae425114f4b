package dev.lapse.event;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Delivers what is due. Nodes share the work by leases: whoever leases an event delivers it, and if
 * that node dies another one does when the lease ends. So each event arrives at least once.
 */
@Component
class DeliverEvents implements DisposableBean {
  private static final Logger log = LoggerFactory.getLogger(DeliverEvents.class);

  /** Beyond what an attempt may take: for a machine that is slow to write down what came of it. */
  private static final Duration SPARE = Duration.ofSeconds(30);

  private static final int AT_ONCE = 100;

  private final Deliveries deliveries;
  private final StopDestination stop;
  private final WriteCloudEvent write;
  private final InstantSource clock;
  private final List<Destination> destinations;

  DeliverEvents(
      Deliveries deliveries,
      StopDestination stop,
      WriteCloudEvent write,
      EventSettings settings,
      List<OpenDestinations> kinds,
      InstantSource clock) {
    this.deliveries = deliveries;
    this.stop = stop;
    this.write = write;
    this.clock = clock;
    this.destinations = kinds.stream().flatMap(kind -> kind.open(settings).stream()).toList();
  }

  List<Destination> destinations() {
    return destinations;
  }

  /**
   * Delivers all that is due now, one after the other, and what becomes due by that.
   *
   * @return how many attempts were made
   */
  int dueNow() {
    int attempts = 0;
    List<Delivery> leased;
    do {
      leased = new ArrayList<>();
      for (Destination destination : destinations) {
        for (Delivery delivery : lease(destination, AT_ONCE)) {
          attempt(destination, delivery);
          leased.add(delivery);
        }
      }
      attempts += leased.size();
    } while (!leased.isEmpty());
    return attempts;
  }

  /** Takes what is due at a destination for this node; to be attempted at once. */
  List<Delivery> lease(Destination destination, int most) {
    if (stop.isStopped(destination.name())) {
      return List.of();
    }
    Instant now = clock.instant();
    return deliveries.lease(
        destination.name(), most, now, now.plus(destination.timeout()).plus(SPARE));
  }

  /** Makes one attempt and writes down what came of it. */
  void attempt(Destination destination, Delivery delivery) {
    if (!deliveries.isStillTrue(delivery, clock.instant())) {
      deliveries.superseded(delivery);
      return;
    }
    int resumes = stop.resumes(destination.name());
    Attempt attempt =
        destination.deliver(delivery.event(), write.of(delivery.event()), clock.instant());
    Instant now = clock.instant();
    if (attempt instanceof Attempt.Delivered delivered) {
      deliveries.delivered(delivery, delivered.status(), now);
    } else if (attempt instanceof Attempt.Failed failed) {
      failed(delivery, failed, now);
    } else if (attempt instanceof Attempt.Gone gone) {
      deliveries.failed(delivery, gone.status(), "the destination is gone", null);
      stop.stop(destination.name(), gone.status(), now, resumes);
    } else {
      release(delivery);
    }
  }

  /** A thread that is told to end would get no connection to write this down. */
  private void release(Delivery delivery) {
    boolean toldToEnd = Thread.interrupted();
    try {
      deliveries.released(delivery);
    } finally {
      if (toldToEnd) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void failed(Delivery delivery, Attempt.Failed failed, Instant now) {
    Optional<Duration> wait =
        RetryPlan.after(
            delivery.attempts(), failed.retryAfter(), ThreadLocalRandom.current().nextDouble());
    deliveries.failed(delivery, failed.status(), failed.error(), wait.map(now::plus).orElse(null));
    if (wait.isEmpty()) {
      log.error(
          "event {} ({}) is not delivered to {}: {}; given up after {} attempts, see 'lapse events dead-letters'",
          delivery.event().id(),
          delivery.event().type().text(),
          delivery.destination(),
          failed.error(),
          delivery.attempts());
    } else {
      log.info(
          "event {} ({}) is not yet delivered to {}: {}; attempt {} of {}",
          delivery.event().id(),
          delivery.event().type().text(),
          delivery.destination(),
          failed.error(),
          delivery.attempts(),
          RetryPlan.ATTEMPTS);
    }
  }

  @Override
  public void destroy() {
    destinations.forEach(Destination::close);
  }
}
