package dev.lapse.event.delivery;

import dev.lapse.event.EventSettings;
import java.util.List;

/** Opens the destinations of one kind. */
public interface OpenDestinations {
  /** Does not connect yet: a destination that is down must not prevent the start. */
  List<Destination> open(EventSettings settings);
}
