package dev.lapse.erase.postgresql;

import dev.lapse.account.RunContext;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.Step;
import dev.lapse.erase.postgresql.rows.CapturedKeyStore;
import dev.lapse.erase.postgresql.rows.StoreTransaction;
import dev.lapse.erase.store.BlockReason;
import dev.lapse.erase.store.OpenErasure;
import dev.lapse.erase.store.RefusedAccounts;
import dev.lapse.erase.store.TransactionSize;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * The erasure of some accounts in one transaction. Everything is deleted and proven before the
 * point of no return, so that whatever PostgreSQL refuses is refused while it can be rolled back,
 * deferred constraints and triggers included; after it only the commit follows. Only if the
 * accounts come from this store are their own rows deleted after it, because another transaction
 * locks them at the point of no return. Deleting them is tried before and rolled back.
 */
final class PostgresErasure implements OpenErasure {
  private static final String GONE =
      """
      select set_name, sum(rows) as rows
      from lapse_store.progress
      where run = cast(:run as uuid)
      group by set_name
      order by set_name
      """;

  private final ErasurePlan plan;
  private final SchemaGuard guard;
  private final RunContext run;
  private final List<String> ids;
  private final TransactionSize size;
  private final Runnable committed;
  private final StoreTransaction transaction;
  private final long startedNanos = System.nanoTime();
  private long rows;

  PostgresErasure(
      ErasurePlan plan,
      SchemaGuard guard,
      DataSource source,
      RunContext run,
      List<String> ids,
      TransactionSize size,
      Runnable committed) {
    this.plan = plan;
    this.guard = guard;
    this.run = run;
    this.ids = ids;
    this.size = size;
    this.committed = committed;
    this.transaction = new StoreTransaction(source, plan);
  }

  @Override
  public void prepare() {
    transaction.begin(run.lockTimeout());
    refuseChangedSchema();
    RunSteps steps = steps();
    rows = steps.run(isLate().negate());
    if (plan.accountsLast()) {
      transaction.takingItBack(
          () -> {
            steps.run(isLate());
            steps.prove();
          });
    } else {
      steps.prove();
    }
    plan.sequences().drop(transaction.jdbc(), run.token(), ids);
    CapturedKeyStore.forget(transaction.jdbc(), RunSteps.ids(ids));
  }

  /**
   * Does everything up to the commit, including what PostgreSQL checks only at the commit.
   *
   * @return the rows that are gone, as the open transaction counted them, by set
   */
  Map<String, Long> rehearse() {
    prepare();
    Map<String, Long> gone = new TreeMap<>();
    transaction
        .jdbc()
        .query(
            GONE,
            Map.of("run", run.token().toString()),
            row -> {
              gone.put(plan.store().name() + "." + row.getString("set_name"), row.getLong("rows"));
            });
    return gone;
  }

  @Override
  public boolean finish() {
    if (plan.accountsLast()) {
      RunSteps steps = steps();
      rows += steps.run(isLate());
      steps.prove();
    }
    transaction.commit();
    committed.run();
    size.learn(rows, (System.nanoTime() - startedNanos) / 1_000_000);
    return true;
  }

  @Override
  public void close() {
    transaction.close();
  }

  private RunSteps steps() {
    return new RunSteps(transaction, run.token(), RunSteps.ids(ids));
  }

  /** The accounts' own rows, and those found only once they are deleted. */
  private Predicate<Step> isLate() {
    if (!plan.accountsLast()) {
      return step -> false;
    }
    List<Step> steps = plan.steps();
    int accounts = 0;
    while (accounts < steps.size() && !writesAccounts(steps.get(accounts))) {
      accounts++;
    }
    Set<Step> late = Set.copyOf(steps.subList(accounts, steps.size()));
    return late::contains;
  }

  private boolean writesAccounts(Step step) {
    return !(step instanceof Step.Find) && step.sets().stream().anyMatch(plan::isAccounts);
  }

  private void refuseChangedSchema() {
    if (guard.hasChanged(transaction.jdbc())) {
      String reason = guard.changed(plan.store().name());
      throw new RefusedAccounts(
          BlockReason.SCHEMA_CHANGED,
          ids.stream().collect(Collectors.toMap(id -> id, id -> reason)));
    }
  }
}
