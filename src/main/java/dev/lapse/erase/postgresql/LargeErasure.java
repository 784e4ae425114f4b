package dev.lapse.erase.postgresql;

import dev.lapse.account.RunContext;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.Step;
import dev.lapse.erase.postgresql.plan.TargetSet;
import dev.lapse.erase.postgresql.rows.CapturedKeyStore;
import dev.lapse.erase.postgresql.rows.CtidRange;
import dev.lapse.erase.postgresql.rows.StoreTransaction;
import dev.lapse.erase.postgresql.rows.TableParts;
import dev.lapse.erase.store.DescribeStoreError;
import dev.lapse.erase.store.ErasureIncomplete;
import dev.lapse.erase.store.ErasurePreview;
import dev.lapse.erase.store.OpenErasure;
import dev.lapse.erase.store.Pause;
import dev.lapse.erase.store.RefusedAccounts;
import dev.lapse.erase.store.TransactionSize;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/**
 * The erasure of one large account, one transaction per slice, all on one connection. Rows are
 * deleted after those that refer to them, so that after a crash nothing is left that cannot be
 * found.
 *
 * <p>Before the point of no return its rows are checked, and everything that PostgreSQL may refuse
 * is tried and rolled back: the updates and, if triggers of the product fire on deletes and may
 * raise, the whole erasure in one transaction.
 */
final class LargeErasure implements OpenErasure {
  private static final int ROUNDS = 5;

  private final PostgresStore store;
  private final ErasurePlan plan;
  private final SchemaGuard guard;
  private final RunContext run;
  private final String id;
  private final TransactionSize size;
  private final StoreTransaction transaction;
  private TableParts tableParts = TableParts.WHOLE;
  private boolean stopped;
  private boolean rehearsing;

  LargeErasure(
      PostgresStore store,
      ErasurePlan plan,
      SchemaGuard guard,
      DataSource source,
      RunContext run,
      String id,
      TransactionSize size) {
    this.store = store;
    this.plan = plan;
    this.guard = guard;
    this.run = run;
    this.id = id;
    this.size = size;
    this.transaction = new StoreTransaction(source, plan);
  }

  @Override
  public void prepare() {
    ErasurePreview erasurePreview = store.preview(List.of(id));
    if (!erasurePreview.refused().isEmpty()) {
      throw new RefusedAccounts(erasurePreview.refused());
    }
    if (plan.firesTriggersOnDelete()) {
      // the whole erasure, in the slices in which it will go
      takingItBack(this::round);
    } else if (plan.changesRowsThatStay()) {
      takingItBack(this::changes);
    }
  }

  private void changes() {
    for (Step step : plan.steps()) {
      if (step instanceof Step.Find found) {
        find(found);
      } else if (step.sets().size() > 1) {
        slices().tryChanges(step.sets(), CtidRange.ALL);
      } else {
        inSlices(step.sets().get(0), ctidRange -> slices().tryChanges(step.sets(), ctidRange));
      }
    }
  }

  /**
   * Tries something in one transaction, with what would follow at the commit, and rolls it back;
   * retries if a statement takes too long.
   */
  private void takingItBack(Runnable work) {
    tableParts =
        tableParts.untilTheyFit(
            smaller -> {
              tableParts = smaller;
              transaction.begin(run.lockTimeout());
              rehearsing = true;
              try {
                work.run();
                if (!stopped) { // half of the work may break what the whole does not
                  transaction.checkDeferred();
                }
              } catch (RuntimeException failed) {
                if (DescribeStoreError.isTooLarge(failed)) {
                  size.halve();
                }
                throw failed;
              } finally {
                rehearsing = false;
                transaction.rollback();
              }
            });
  }

  @Override
  public boolean finish() {
    try {
      for (int round = 0; round < ROUNDS; round++) {
        long rows = round();
        if (stopped) {
          return false;
        }
        if (rows == 0) {
          changing(this::end);
          return true;
        }
      }
      throw new ErasureIncomplete("rows of account " + id + " that are added while it is erased");
    } finally {
      store.changed();
    }
  }

  /** One pass over all sets; rows found. */
  private long round() {
    changing(
        () -> {
          transaction.tables().empty(transaction.jdbc().getJdbcOperations());
          return 0;
        });
    long rows = 0;
    for (Step step : plan.steps()) {
      if (step instanceof Step.Find found) {
        find(found);
      } else {
        rows += write(step.sets());
        if (stopped) {
          return rows;
        }
      }
    }
    return rows;
  }

  private void find(Step.Find step) {
    if (rehearsing) {
      slices().find(step);
      return;
    }
    tableParts =
        tableParts.untilTheyFit(
            smaller -> {
              tableParts = smaller;
              inTransaction(
                  () -> {
                    slices().find(step);
                    return 0;
                  });
            });
  }

  private long end() {
    plan.sequences().drop(transaction.jdbc(), run.token(), List.of(id));
    CapturedKeyStore.forget(transaction.jdbc(), ids());
    return 0;
  }

  private long write(List<TargetSet> sets) {
    long pending = inTransaction(() -> slices().pending(sets));
    if (pending == 0) {
      return 0;
    }
    boolean dependent = slices().dependsOnItself(sets);
    if (dependent && pending > size.rows()) {
      leavesFirst(sets, pending);
    }
    if (stopped) {
      return pending;
    }
    if (dependent || sets.stream().anyMatch(this::firesAtTheCommit)) {
      slice(sets, CtidRange.ALL);
    } else {
      inSlices(sets.get(0), ctidRange -> slice(sets, ctidRange));
    }
    return pending;
  }

  /** Such a trigger should see all rows. */
  private boolean firesAtTheCommit(TargetSet set) {
    return plan.schema().triggersOf(set.table()).stream()
        .filter(StoreSchema.Trigger::deferred)
        .anyMatch(trigger -> set.set().accepts(trigger.name()));
  }

  /**
   * Repeatedly deletes rows to which no others of their sets refer, as long as that makes progress;
   * the rest refers to each other in cycles or long chains.
   */
  private void leavesFirst(List<TargetSet> sets, long pending) {
    long left = pending;
    while (!stopped && left > size.rows()) {
      for (TargetSet set : sets) {
        inSlices(
            set,
            ctidRange ->
                learning(() -> changing(() -> slices().deleteLeaves(sets, set, ctidRange))));
      }
      long before = left;
      left = inTransaction(() -> slices().pending(sets));
      if (before - left < before / 10) {
        return;
      }
    }
  }

  private void slice(List<TargetSet> sets, CtidRange ctidRange) {
    learning(() -> changing(() -> slices().delete(sets, ctidRange)));
    if (ctidRange.equals(CtidRange.ALL)) {
      stopped |= !mayContinue();
    }
  }

  /**
   * From the last captured row to the first: a row that was found through another is deleted before
   * it.
   */
  private void inSlices(TargetSet set, Consumer<CtidRange> slice) {
    ErasureSlices.Extent extent = slices().extent(set);
    long before = extent.pages() * CtidRange.LINES_OF_A_PAGE;
    while (before > 0 && !stopped) {
      long from = Math.max(0, before - extent.linesOf(size.rows()));
      if (!fits(slice, CtidRange.ofLines(from, before), before - from)) {
        continue;
      }
      before = from;
      stopped = !mayContinue();
    }
  }

  /** False if a slice exceeds the role's time limit and a smaller one must be tried. */
  private boolean fits(Consumer<CtidRange> slice, CtidRange ctidRange, long lines) {
    try {
      slice.accept(ctidRange);
      return true;
    } catch (RuntimeException failed) {
      if (rehearsing || lines == 1 || !DescribeStoreError.isTooLarge(failed)) {
        throw failed;
      }
      size.halve();
      return false;
    }
  }

  private void learning(LongSupplier work) {
    long started = System.nanoTime();
    long rows = work.getAsLong();
    size.learn(rows, (System.nanoTime() - started) / 1_000_000);
  }

  private boolean mayContinue() {
    return rehearsing ? run.goOn().getAsBoolean() : Pause.mayContinue(run);
  }

  /** A transaction that changes the product's rows: only if they are as the catalog says. */
  private long changing(LongSupplier work) {
    return inTransaction(
        () -> {
          if (guard.hasChanged(transaction.jdbc())) {
            throw new ErasureIncomplete(guard.changed(plan.store().name()));
          }
          return work.getAsLong();
        });
  }

  private long inTransaction(LongSupplier work) {
    if (rehearsing) {
      return work.getAsLong();
    }
    transaction.begin(run.lockTimeout());
    try {
      long result = work.getAsLong();
      transaction.commit();
      return result;
    } finally {
      transaction.rollback();
    }
  }

  private ErasureSlices slices() {
    return new ErasureSlices(transaction, run.token(), ids(), tableParts);
  }

  private MapSqlParameterSource ids() {
    return RunSteps.ids(List.of(id));
  }

  @Override
  public void close() {
    transaction.close();
  }
}
