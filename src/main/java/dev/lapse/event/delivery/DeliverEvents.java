package dev.lapse.event.delivery;

import dev.lapse.event.EventSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Delivers due events. Nodes share the work by leases: the node that leases an event delivers it;
 * if that node dies, another one does when the lease ends. So each event arrives at least once.
 */
@Component
class DeliverEvents implements DisposableBean {
  private static final Logger log = LoggerFactory.getLogger(DeliverEvents.class);

  /** Added to the longest attempt: time for a slow machine to record the result. */
  private static final Duration SPARE = Duration.ofSeconds(30);

  private static final int AT_ONCE = 100;

  private final Deliveries deliveries;
  private final StopDestination stop;
  private final WriteCloudEvent write;
  private final InstantSource clock;
  private final List<Destination> destinations;

  /** Those whose last attempt failed; only changes are warned of. */
  private final Set<String> failing = ConcurrentHashMap.newKeySet();

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
   * Delivers all due events, one after the other, including those that become due meanwhile.
   *
   * @return the number of attempts
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

  /** Leases due events of a destination for this node; they are to be attempted at once. */
  List<Delivery> lease(Destination destination, int most) {
    if (stop.isStopped(destination.name())) {
      return List.of();
    }
    Instant now = clock.instant();
    return deliveries.lease(
        destination.name(), most, now, now.plus(destination.timeout()).plus(SPARE));
  }

  /** Makes one attempt and records the result. */
  void attempt(Destination destination, Delivery delivery) {
    if (!deliveries.isStillTrue(delivery, clock.instant())) {
      deliveries.superseded(delivery);
      return;
    }
    int resumes = stop.resumes(destination.name());
    DeliveryAttempt deliveryAttempt =
        destination.deliver(delivery.event(), write.write(delivery.event()), clock.instant());
    Instant now = clock.instant();
    if (deliveryAttempt instanceof DeliveryAttempt.Delivered delivered) {
      deliveries.delivered(delivery, delivered.status(), now);
      if (failing.remove(destination.name())) {
        log.warn("{} takes events again", destination.name());
      }
    } else if (deliveryAttempt instanceof DeliveryAttempt.Failed failed) {
      failed(delivery, failed, now);
    } else if (deliveryAttempt instanceof DeliveryAttempt.Gone gone) {
      deliveries.failed(delivery, gone.status(), "the destination is gone", null);
      stop.stop(destination.name(), gone.status(), now, resumes);
    } else {
      release(delivery);
    }
  }

  /** An interrupted thread could not get a connection to record this. */
  private void release(Delivery delivery) {
    boolean interrupted = Thread.interrupted();
    try {
      deliveries.released(delivery);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void failed(Delivery delivery, DeliveryAttempt.Failed failed, Instant now) {
    Optional<Duration> wait =
        RetryPlan.after(
            delivery.attempts(), failed.retryAfter(), ThreadLocalRandom.current().nextDouble());
    deliveries.failed(delivery, failed.status(), failed.error(), wait.map(now::plus).orElse(null));
    if (failing.add(delivery.destination())) {
      log.warn(
          "{} does not take events: {}; they are tried again, see 'lapse events dead-letters' for those given up",
          delivery.destination(),
          failed.error());
    }
    if (wait.isEmpty()) {
      log.error(
          "event {} ({}) could not be delivered to {}: {}; given up after {} attempts, see 'lapse events dead-letters'",
          delivery.event().id(),
          delivery.event().type().text(),
          delivery.destination(),
          failed.error(),
          delivery.attempts());
    } else {
      log.info(
          "event {} ({}) not yet delivered to {}: {}; attempt {} of {}",
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
