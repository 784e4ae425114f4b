package dev.lapse.catalog.discover.find;

import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The names that a column with an account's key has in a store. */
final class AccountKeyNames {
  private AccountKeyNames() {}

  /**
   * The names of declared references, and names formed from the accounts table and its key, except
   * those by which some table refers to something else.
   */
  static Set<String> of(Findings findings) {
    Set<String> names = new TreeSet<>(derived(findings));
    Set<String> otherwise = new TreeSet<>();
    for (ForeignKey key : findings.schema().foreignKeys()) {
      if (findings.holdsAccountKey(key)) {
        names.add(key.fromColumns().get(0));
      } else if (key.fromColumns().size() == 1) {
        otherwise.add(key.fromColumns().get(0));
      }
    }
    names.removeAll(otherwise);
    return names;
  }

  /** {@code account_id} and {@code accountId} for the table {@code accounts} with the key id. */
  static Set<String> derived(Findings findings) {
    String key = findings.store().key();
    String account = singular(findings.store().accounts().table());
    Set<String> names = new TreeSet<>(Set.of(account + "_" + key, account + capitalized(key)));
    if (key.toLowerCase(Locale.ROOT).startsWith(account.toLowerCase(Locale.ROOT))) {
      names.add(key);
    }
    return names;
  }

  private static String singular(String table) {
    if (table.endsWith("ies")) {
      return table.substring(0, table.length() - 3) + "y";
    }
    return table.endsWith("s") && !table.endsWith("ss")
        ? table.substring(0, table.length() - 1)
        : table;
  }

  private static String capitalized(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }
}
