package dev.lapse.erase.postgresql;

import dev.lapse.account.RunContext;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.Stores;
import dev.lapse.erase.store.DescribeStoreError;
import dev.lapse.erase.store.ErasureIncomplete;
import dev.lapse.erase.store.PrepareStore.Scope;
import dev.lapse.erase.store.RefusedAccounts;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.source.AccountsFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.dao.DataAccessException;

/**
 * Carries out the erasure of one account in the PostgreSQL stores of a cell up to the commit, and
 * rolls it back: the statements, constraints and triggers are those of a run. Nothing is committed,
 * in no database.
 */
public final class RehearseErasure {
  /** An account with more rows in one store is not rehearsed: it would be one transaction. */
  public static final long MOST_ROWS = 1_000_000;

  private final Catalog catalog;
  private final Stores stores;

  public RehearseErasure(Catalog catalog, Stores stores) {
    this.catalog = catalog;
    this.stores = stores;
  }

  /**
   * What the erasure did in one store before it was rolled back.
   *
   * @param rows rows that would go or be anonymized, by set
   * @param kept rows that would stay because the catalog keeps them, by set
   * @param refused why the store would refuse it, each with what would allow it; empty if it would
   *     not
   * @param referring which rows that stay would still refer to rows that go, where that is not
   *     accepted
   */
  public record Rehearsal(
      String store,
      String cell,
      Map<String, Long> rows,
      Map<String, Long> kept,
      List<String> refused,
      List<String> referring) {
    static Rehearsal tooLarge(String store, String cell, long rows) {
      return new Rehearsal(
          store,
          cell,
          Map.of(),
          Map.of(),
          List.of(
              "the account has %,d rows there, and at most %,d are erased and rolled back in one transaction; rehearse a smaller account, or see 'lapse run purge --dry-run --account ID'"
                  .formatted(rows, MOST_ROWS)),
          List.of());
    }

    /** Of an account with these kept rows. */
    Rehearsal keeping(Map<String, Long> rows) {
      return new Rehearsal(store, cell, this.rows, rows, refused, referring);
    }

    /** True if the account would be erased from the store. */
    public boolean succeeds() {
      return refused.isEmpty() && referring.isEmpty();
    }
  }

  /**
   * Rehearses in the stores of a cell that know the account.
   *
   * @param run its job, cell and lock timeout count; it is recorded nowhere
   * @return empty if no store knows the account
   * @throws dev.lapse.erase.store.BlockedByCatalog if the catalog does not fit a store
   * @throws dev.lapse.migrate.MigrationsMissing if Lapse's schema in a store is missing or old
   */
  public List<Rehearsal> rehearse(RunContext run, String id) {
    for (Store store : catalog.stores()) {
      if (store.cells().containsKey(run.cell())) {
        stores.requireMigrated(store.name(), run.cell());
      }
    }
    List<StoreErasure> prepared =
        new PreparePostgres(() -> catalog, stores, new AccountsFile(null))
            .prepare(run.cell(), Scope.WHOLE_ACCOUNT);
    List<Rehearsal> rehearsals = new ArrayList<>();
    if (prepared.stream().anyMatch(store -> store.knows(id))) {
      prepared.forEach(store -> rehearsals.add(rehearse((PostgresStore) store, run, id)));
    }
    return rehearsals;
  }

  private Rehearsal rehearse(PostgresStore store, RunContext run, String id) {
    String refused;
    if (!store.isValidKey(id)) {
      refused = "the store has no account keys in this format";
    } else {
      try {
        return store.rehearse(run, id).keeping(store.kept(catalog, id));
      } catch (RefusedAccounts | ErasureIncomplete failed) {
        refused = String.valueOf(failed.getMessage());
      } catch (DataAccessException failed) {
        refused = described(failed, store.schema(), run);
      }
    }
    return new Rehearsal(store.name(), run.cell(), Map.of(), Map.of(), List.of(refused), List.of());
  }

  private String described(DataAccessException failed, StoreSchema schema, RunContext run) {
    String error = DescribeStoreError.of(failed);
    if (DescribeStoreError.isLocked(failed)) {
      return "%s: another session held a lock for more than %d ms; try again, or on a copy"
          .formatted(error, run.lockTimeout().toMillis());
    }
    return schema.triggers().stream()
        .filter(trigger -> error.contains(" " + bare(trigger.function()) + "("))
        .filter(trigger -> accepts(trigger))
        .findFirst()
        .map(
            trigger ->
                "%s, called by trigger %s; 'bypasses: [%s]' at %s would keep it from firing"
                    .formatted(error, trigger.name(), trigger.name(), trigger.table()))
        .orElse(error);
  }

  private static String bare(String function) {
    return function.substring(function.indexOf('.') + 1);
  }

  private boolean accepts(StoreSchema.Trigger trigger) {
    return catalog.sets().stream()
        .filter(set -> set.table().equals(trigger.table()))
        .filter(DataSet::isOwned)
        .anyMatch(set -> set.accepts(trigger.name()));
  }
}
