package dev.lapse.erase.postgresql;

import dev.lapse.erase.RefusedAccounts;
import dev.lapse.erase.StillThere;
import dev.lapse.erase.TransactionSize;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.transaction.support.TransactionOperations;

/** Erases one large account, a slice per transaction, all on one connection. */
final class EraseInSlices {
  private static final int ROUNDS = 5;

  private final StorePlan plan;
  private final SchemaGuard guard;
  private final TemporaryTables tables;
  private final NamedParameterJdbcOperations jdbc;
  private final TransactionOperations transaction;
  private final UUID run;
  private final TransactionSize size;
  private final BooleanSupplier afterSlice;

  EraseInSlices(
      StorePlan plan,
      SchemaGuard guard,
      TemporaryTables tables,
      NamedParameterJdbcOperations jdbc,
      TransactionOperations transaction,
      UUID run,
      TransactionSize size,
      BooleanSupplier afterSlice) {
    this.plan = plan;
    this.guard = guard;
    this.tables = tables;
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.run = run;
    this.size = size;
    this.afterSlice = afterSlice;
  }

  /** True if nothing is left; false if it was stopped between two slices. */
  boolean erase(String id) {
    Work work = new Work(plan, tables, jdbc);
    MapSqlParameterSource ids = new MapSqlParameterSource("ids", new String[] {id});
    tables.make(jdbc.getJdbcOperations());
    for (int round = 0; round < ROUNDS; round++) {
      inTransaction(
          () -> {
            if (guard.hasChanged(jdbc)) {
              throw new StillThere("the schema changed while the account was erased; run again");
            }
            work.capture(ids);
            Map<String, String> refused = work.refused();
            if (!refused.isEmpty()) {
              throw new RefusedAccounts(refused);
            }
            work.keepKeys(ids);
            return 0;
          });
      if (work.isEmpty() && nothingMore(work, id, ids)) {
        return true;
      }
      if (!captured(work)) {
        return false;
      }
    }
    throw new StillThere("rows of account " + id + " that are added while it is erased");
  }

  /** The end, unless a row that was shared with another account is the account's alone by now. */
  private boolean nothingMore(Work work, String id, MapSqlParameterSource ids) {
    return inTransaction(
            () -> {
              if (work.findsMore(ids)) {
                return 1;
              }
              plan.sequences().drop(jdbc, run, List.of(id));
              KeptKeys.forget(jdbc, ids);
              return 0;
            })
        == 0;
  }

  private boolean captured(Work work) {
    for (List<CapturedSet> group : plan.deletion()) {
      List<CapturedSet> present = group.stream().filter(work::hasRows).toList();
      if (present.isEmpty()) {
        continue;
      }
      SliceSteps steps = SliceSteps.of(present, plan.pointers());
      for (Pointer end : steps.ends()) {
        CapturedSet set = plan.captured(end.from());
        if (!inSlices(work, set, range -> work.clear(end, set, range))) {
          return false;
        }
      }
      for (SliceSteps.Part part : steps.parts()) {
        if (!deleted(work, part)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean deleted(Work work, SliceSteps.Part part) {
    if (part.sliceable()) {
      return inSlices(work, part.sets().get(0), range -> delete(work, part.sets(), range));
    }
    delete(work, part.sets(), Range.ALL);
    return afterSlice.getAsBoolean();
  }

  private void delete(Work work, List<CapturedSet> sets, Range range) {
    long started = System.nanoTime();
    long rows =
        inTransaction(
            () -> {
              long erased = work.delete(sets, false, run, range);
              work.prove(sets, range);
              KeptKeys.forget(sets, tables, jdbc, range);
              work.forgetPlaces(sets, range);
              return erased;
            });
    size.learn(rows, (System.nanoTime() - started) / 1_000_000);
  }

  /**
   * From the last captured row to the first: a row that was found through another goes before it.
   */
  private boolean inSlices(Work work, CapturedSet set, Consumer<Range> slice) {
    Work.Extent extent = work.extent(set);
    long before = extent.pages();
    while (before > 0) {
      long from =
          Math.max(0, before - Math.max(1, size.rows() / Math.max(1, extent.rowsPerPage())));
      slice.accept(Range.ofPages(from, before));
      before = from;
      if (!afterSlice.getAsBoolean()) {
        return false;
      }
    }
    return true;
  }

  private long inTransaction(LongSupplier work) {
    return Objects.requireNonNull(transaction.execute(status -> work.getAsLong()));
  }
}
