package dev.lapse.erase.outside;

import dev.lapse.account.RowCounts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** The common part of stores that are not databases: name, progress, and items found. */
public final class NonTransactionalStore {
  private final String name;
  private final StoreProgress progress;
  private final Duration verifyAgain;
  private final InstantSource clock;
  private final BooleanSupplier goOn;

  /** The largest number of items found before the erasure, by account and set. */
  private final Map<String, Map<String, Long>> seen;

  /**
   * @param verifyAgain pause between a first check that found nothing and the second one that
   *     proves it
   */
  public NonTransactionalStore(
      String name, StoreProgress progress, Duration verifyAgain, InstantSource clock) {
    this(name, progress, verifyAgain, clock, () -> true, new ConcurrentHashMap<>());
  }

  private NonTransactionalStore(
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

  /** The same store for work that stops on request. */
  public NonTransactionalStore heeding(BooleanSupplier until) {
    return new NonTransactionalStore(name, progress, verifyAgain, clock, until, seen);
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

  void sees(RowCounts rows) {
    rows.byAccount()
        .forEach(
            (id, sets) ->
                seen.merge(
                    id,
                    Map.copyOf(sets),
                    (before, now) -> {
                      Map<String, Long> most = new TreeMap<>(before);
                      now.forEach((set, count) -> most.merge(set, count, Math::max));
                      return most;
                    }));
  }

  /** Returns and removes the items found for an account. */
  Map<String, Long> takeSeen(String id) {
    Map<String, Long> sets = seen.remove(id);
    return sets == null ? Map.of() : sets;
  }
}
