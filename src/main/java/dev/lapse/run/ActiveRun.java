package dev.lapse.run;

import dev.lapse.account.RunContext;
import dev.lapse.erase.Batches;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.RunLockLost;
import dev.lapse.plan.JobSettings;
import dev.lapse.plan.PlannedAccount;
import dev.lapse.run.record.Run;
import dev.lapse.run.record.StopCause;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A run in this process: the state that its steps share. */
final class ActiveRun {
  private final JobSettings settings;
  private final BatchExecutor batchExecutor;
  private final BooleanSupplier lockHeld;
  private final BooleanSupplier stopRequested;
  private final InstantSource clock;
  private final AtomicReference<@Nullable StopCause> stop = new AtomicReference<>();
  private final AtomicLong accountsDone = new AtomicLong();
  private final AtomicLong rowsDone = new AtomicLong();
  private final long startedNanos = System.nanoTime();
  private volatile long openAtStart;
  private volatile long rowsAtStart;
  private volatile Run run;
  private volatile @Nullable PreparedStores stores;
  private volatile @Nullable Batches<PlannedAccount> batches;
  private @Nullable Queue<List<PlannedAccount>> toVerify;

  ActiveRun(
      Run run,
      JobSettings settings,
      BatchExecutor batchExecutor,
      BooleanSupplier lockHeld,
      BooleanSupplier stopRequested,
      InstantSource clock) {
    this.run = run;
    this.settings = settings;
    this.batchExecutor = batchExecutor;
    this.lockHeld = lockHeld;
    this.stopRequested = stopRequested;
    this.clock = clock;
  }

  Run run() {
    return run;
  }

  void reread(Run current) {
    run = current;
  }

  JobSettings settings() {
    return settings;
  }

  BatchExecutor executor() {
    return batchExecutor;
  }

  PreparedStores stores() {
    return Objects.requireNonNull(stores, "stores are prepared in the plan step");
  }

  void prepared(PreparedStores prepared) {
    stores = prepared;
  }

  Batches<PlannedAccount> batches() {
    return Objects.requireNonNull(batches, "batches are made before the workers start");
  }

  void hasBatches(Batches<PlannedAccount> made) {
    batches = made;
  }

  /** The parts that are still to be verified; created by the first worker that asks. */
  synchronized Queue<List<PlannedAccount>> toVerify(Supplier<Queue<List<PlannedAccount>>> parts) {
    if (toVerify == null) {
      toVerify = parts.get();
    }
    return toVerify;
  }

  /** Asks the run to stop before its next account. The first cause stays. */
  void stop(StopCause cause) {
    stop.compareAndSet(null, cause);
  }

  @Nullable StopCause stopped() {
    return stop.get();
  }

  /**
   * Whether another account may be started: no stop was requested, the window is open, and the lock
   * is still held.
   *
   * @throws RunLockLost if the lock is lost: another process may have taken the run over
   */
  boolean mayGoOn() {
    requireLock();
    if (stopRequested.getAsBoolean()) {
      stop(StopCause.OPERATOR);
    }
    if (run.scheduled() && settings.windowEnd(run.asOf()).map(this::isOver).orElse(false)) {
      stop(StopCause.WINDOW);
    }
    return stop.get() == null;
  }

  /**
   * For work that continues even if the run was asked to stop.
   *
   * @throws RunLockLost as {@link #mayGoOn} does
   */
  void requireLock() {
    if (!lockHeld.getAsBoolean()) {
      throw new RunLockLost("the connection that holds the lock of the run is lost");
    }
  }

  /** The run on whose behalf accounts are cut off or erased. */
  RunContext context() {
    return new RunContext(
        run.id(),
        run.token(),
        run.job(),
        run.cell(),
        run.asOf(),
        run.actor(),
        run.catalogVersion(),
        settings.throttle().chunkMillis(),
        settings.throttle().pauseMillis(),
        settings.throttle().lockTimeout(),
        this::mayGoOn);
  }

  void startsWith(long accounts, long rows) {
    openAtStart = accounts;
    rowsAtStart = rows;
  }

  long openAtStart() {
    return openAtStart;
  }

  long rowsAtStart() {
    return rowsAtStart;
  }

  long startedNanos() {
    return startedNanos;
  }

  long addAccounts(long more) {
    return accountsDone.addAndGet(more);
  }

  long addRows(long more) {
    return rowsDone.addAndGet(more);
  }

  private boolean isOver(Instant windowEnd) {
    return clock.instant().isAfter(windowEnd);
  }
}
