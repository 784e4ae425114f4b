package dev.lapse.erase.postgresql.plan;

import dev.lapse.catalog.KeyType;
import java.util.List;

/**
 * One path from a row of a set to the key of its account, hop by hop through live tables.
 *
 * @param parents the tables on the path, as written in statements, aliased {@code p1}, {@code p2},
 *     …
 * @param conditions how {@code t} and the parents are joined and restricted
 * @param key the expression that yields the account's key
 * @param keyType its type in the store
 * @param single true if every hop refers to a primary key, so that a row is reached once
 */
public record JoinPath(
    List<String> parents, List<String> conditions, String key, KeyType keyType, boolean single) {
  /** {@code a join condition and …}, restricted to the accounts in {@code :ids}. */
  public String where() {
    StringBuilder where = new StringBuilder("where ").append(keyType.isAnyOf(key, ":ids"));
    conditions.forEach(condition -> where.append("\n  and ").append(condition));
    return where.toString();
  }

  /** The parents with their aliases, each after {@code separator}. */
  public String parents(String separator) {
    StringBuilder from = new StringBuilder();
    for (int i = 0; i < parents.size(); i++) {
      from.append(i == 0 ? separator : ", ").append(parents.get(i)).append(" p").append(i + 1);
    }
    return from.toString();
  }
}
