package dev.lapse.erase;

import dev.lapse.account.RunContext;
import dev.lapse.erase.store.OpenErasure;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.erase.store.TransactionSize;
import dev.lapse.plan.Throttle;
import dev.lapse.policy.JobName;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Takes accounts through the phases of their erasure in a single store. */
public final class Erasures {
  private Erasures() {}

  /** Erases accounts together; true if it came to its end. */
  public static boolean erase(StoreErasure store, UUID run, String... ids) {
    return erase(store, run, () -> {}, ids);
  }

  /**
   * The same where something happens meanwhile.
   *
   * @param atTheClaim done once the store is prepared
   */
  public static boolean erase(StoreErasure store, UUID run, Runnable atTheClaim, String... ids) {
    try (OpenErasure erasure =
        store.begin(assignment(run, () -> true), List.of(ids), new TransactionSize(500))) {
      erasure.prepare();
      atTheClaim.run();
      return erasure.finish();
    }
  }

  /** Erases a large account; true if it came to its end. */
  public static boolean eraseLarge(StoreErasure store, UUID run, String id, BooleanSupplier goOn) {
    try (OpenErasure erasure =
        store.beginLarge(assignment(run, goOn), id, new TransactionSize(500))) {
      erasure.prepare();
      return erasure.finish();
    }
  }

  /** In whose name a store erases. */
  public static RunContext assignment(UUID run, BooleanSupplier goOn) {
    return new RunContext(
        1,
        run,
        JobName.PURGE,
        "main",
        Instant.parse("2026-11-10T00:00:00Z"),
        "test",
        "catalog",
        500,
        0,
        Throttle.LOCK_TIMEOUT,
        goOn);
  }
}
