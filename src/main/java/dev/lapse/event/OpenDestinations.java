package dev.lapse.event;

import java.util.List;

/** Opens the destinations of one kind. */
public interface OpenDestinations {
  /** Connects to nothing yet: a destination that is down is no reason not to start. */
  List<Destination> open(EventSettings settings);
}
