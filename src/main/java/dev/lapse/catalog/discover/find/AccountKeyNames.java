package dev.lapse.catalog.discover.find;

import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.NameMatching;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The names that a column with an account's key has in a store. */
final class AccountKeyNames {
  private AccountKeyNames() {}

  /**
   * True for the names of declared references, and for names formed from the accounts table and its
   * key, except those by which some table refers to something else.
   */
  static Predicate<String> of(Findings findings) {
    Set<String> names = new TreeSet<>();
    Set<String> otherwise = new TreeSet<>();
    for (ForeignKey key : findings.schema().foreignKeys()) {
      if (findings.holdsAccountKey(key)) {
        names.add(key.fromColumns().get(0));
      } else if (key.fromColumns().size() == 1) {
        otherwise.add(key.fromColumns().get(0));
      }
    }
    return name -> !otherwise.contains(name) && (names.contains(name) || isUsual(name, findings));
  }

  /**
   * True for {@code account_id}, {@code accountId} and the like, where the table is {@code
   * accounts} or {@code Account}, with the key id.
   */
  static boolean isUsual(String column, Findings findings) {
    String key = NameMatching.plain(findings.store().key());
    String account = NameMatching.plain(singular(findings.store().accounts().table()));
    String name = NameMatching.plain(column);
    return name.equals(account + "_" + key) || (key.startsWith(account) && name.equals(key));
  }

  private static String singular(String table) {
    if (table.endsWith("ies")) {
      return table.substring(0, table.length() - 3) + "y";
    }
    return table.endsWith("s") && !table.endsWith("ss")
        ? table.substring(0, table.length() - 1)
        : table;
  }
}
