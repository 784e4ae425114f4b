package dev.lapse.event.delivery;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Delivers events while the program serves: each destination independently, so that none blocks
 * another.
 */
@Component
@ConditionalOnProperty("lapse.serve")
class ServeDeliveries implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(ServeDeliveries.class);

  private final DeliverEvents deliver;
  private final StopDestination stop;
  private final List<ServeDestination> serving = new ArrayList<>();

  ServeDeliveries(DeliverEvents deliver, StopDestination stop) {
    this.deliver = deliver;
    this.stop = stop;
  }

  @Override
  public synchronized void start() {
    stop.giveUpUnknown();
    for (Destination destination : deliver.destinations()) {
      serving.add(ServeDestination.start(deliver, destination));
    }
  }

  /**
   * Returns events in progress, or their leases end: another node, or the next start, delivers
   * them.
   */
  @Override
  public synchronized void stop() {
    serving.forEach(ServeDestination::stop);
    for (ServeDestination destination : serving) {
      if (!destination.hasEnded()) {
        log.warn("{} did not end in time; events in progress are sent again", destination);
      }
    }
    serving.clear();
  }

  @Override
  public synchronized boolean isRunning() {
    return !serving.isEmpty();
  }
}
