package dev.lapse.erase.verify;

import dev.lapse.account.DueAccount;
import dev.lapse.account.DueAccounts;
import dev.lapse.erase.store.BlockedByCatalog;
import dev.lapse.erase.store.PrepareStores;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.policy.JobName;
import dev.lapse.source.ReadAccounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Proves that a run changed no other account: reads every row of every table before and after it.
 * Only for a copy of a database that nothing else writes to.
 */
@Component
public class UntouchedRowsCheck {
  private final ReadAccounts readAccounts;
  private final DueAccounts due;
  private final PrepareStores prepare;

  UntouchedRowsCheck(ReadAccounts readAccounts, DueAccounts due, PrepareStores prepare) {
    this.readAccounts = readAccounts;
    this.due = due;
    this.prepare = prepare;
  }

  /** The result of a run, and the tables in which rows of other accounts changed. */
  public record Compared<T>(T result, List<String> differences) {}

  /**
   * Compares before and after a run. Accounts that live in a store are read first, without a change
   * to the store: the run reads them too, and acts on those that it did not know before.
   */
  public <T> Compared<T> around(
      JobName job, String cell, Instant asOf, Collection<String> only, Supplier<T> run) {
    readAccounts.sync(cell, false);
    List<String> ids = DueAccount.ids(due.select(job, cell, asOf, only));
    Map<String, String> before;
    Map<String, String> after;
    T result;
    try {
      before = sums(cell, ids);
      result = run.get();
      after = sums(cell, ids);
    } catch (BlockedByCatalog blocked) {
      return new Compared<>(run.get(), List.of("not compared: " + blocked.getMessage()));
    }
    List<String> differences = new ArrayList<>();
    TreeSet<String> tables = new TreeSet<>(before.keySet());
    tables.addAll(after.keySet());
    for (String table : tables) {
      String was = before.getOrDefault(table, "no such table");
      String is = after.getOrDefault(table, "no such table");
      if (!was.equals(is)) {
        differences.add("%s: before %s; after %s".formatted(table, was, is));
      }
    }
    return new Compared<>(result, differences);
  }

  private Map<String, String> sums(String cell, List<String> ids) {
    PreparedStores stores = prepare.forErasure(cell);
    if (stores.blocked() != null) {
      throw new BlockedByCatalog(stores.blocked());
    }
    Map<String, String> sums = new TreeMap<>();
    for (StoreErasure store : stores.stores()) {
      sums.putAll(store.neighbours(ids.stream().filter(store::isValidKey).toList()));
    }
    return sums;
  }
}
