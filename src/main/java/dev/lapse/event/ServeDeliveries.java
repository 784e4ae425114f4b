package dev.lapse.event;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Delivers while the program serves: each destination for itself, so that none holds up another.
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
   * What is on its way is given back, or its lease ends: another node, or the next start, goes on.
   */
  @Override
  public synchronized void stop() {
    serving.forEach(ServeDestination::stop);
    for (ServeDestination destination : serving) {
      if (!destination.hasEnded()) {
        log.warn("{} did not end in time; what is on its way is sent again", destination);
      }
    }
    serving.clear();
  }

  @Override
  public synchronized boolean isRunning() {
    return !serving.isEmpty();
  }
}
