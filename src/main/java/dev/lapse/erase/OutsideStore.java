package dev.lapse.erase;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** What every store has that is no database: its name, its progress, and what was seen in it. */
public final class OutsideStore {
  private final String name;
  private final StoreProgress progress;
  private final Duration verifyAgain;
  private final InstantSource clock;
  private final BooleanSupplier goOn;

  /** The most that a look at an account showed before it was erased, by account and set. */
  private final Map<String, Map<String, Long>> seen;

  /**
   * @param verifyAgain how long after a first look that showed nothing a second one proves it
   */
  public OutsideStore(
      String name, StoreProgress progress, Duration verifyAgain, InstantSource clock) {
    this(name, progress, verifyAgain, clock, () -> true, new ConcurrentHashMap<>());
  }

  private OutsideStore(
      String name,
      StoreProgress progress,
      Duration verifyAgain,
      InstantSource clock,
      BooleanSupplier goOn,
      Map<String, Map<String, Long>> seen) {
    this.name = name;
    this.progress = progress;
    this.verifyAgain = verifyAgain;
    this.clock = clock;
    this.goOn = goOn;
    this.seen = seen;
  }

  /** The same for work that stops when it is asked to. */
  public OutsideStore heeding(BooleanSupplier until) {
    return new OutsideStore(name, progress, verifyAgain, clock, until, seen);
  }

  public String name() {
    return name;
  }

  public BooleanSupplier goOn() {
    return goOn;
  }

  StoreProgress progress() {
    return progress;
  }

  Duration verifyAgain() {
    return verifyAgain;
  }

  Instant now() {
    return clock.instant();
  }

  void sees(Map<String, Map<String, Long>> rows) {
    rows.forEach(
        (id, sets) ->
            seen.merge(
                id,
                sets,
                (before, now) -> {
                  Map<String, Long> most = new TreeMap<>(before);
                  now.forEach((set, count) -> most.merge(set, count, Math::max));
                  return most;
                }));
  }

  /** What was seen of an account; forgotten by this. */
  Map<String, Long> takeSeen(String id) {
    Map<String, Long> sets = seen.remove(id);
    return sets == null ? Map.of() : sets;
  }
}
