package dev.lapse.erase;

import dev.lapse.catalog.Store;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.transaction.support.TransactionOperations;

/** Counts and erases the sets of one store in one cell, in an order that was found before. */
final class PostgresErasure {
  private static final int IDS_PER_COUNT = 5_000;
  private static final long EVERYTHING = Long.MAX_VALUE;
  private static final int FEW_LEAVES = 20;
  private static final String PRESENT =
      """
      select %s::text
      from %s
      where %s = any(cast(:ids as %s[]))
      """;
  private static final String PROGRESS =
      """
      select account_id, set_name, rows
      from lapse_store.progress
      where run = cast(:run as uuid)
        and account_id = any(:ids)
      """;
  private static final String PROGRESS_OF_ALL_RUNS =
      """
      select run, account_id, set_name, rows
      from lapse_store.progress
      where account_id = any(:ids)
      """;
  private static final String BEGUN =
      """
      select distinct account_id
      from lapse_store.progress
      where account_id = any(:ids)
      """;

  private final Store store;
  private final KeyType keyType;
  private final List<SetStatements> order;
  private final NamedParameterJdbcOperations jdbc;
  private final TransactionOperations transaction;

  PostgresErasure(
      Store store,
      KeyType keyType,
      List<SetStatements> order,
      NamedParameterJdbcOperations jdbc,
      TransactionOperations transaction) {
    this.store = store;
    this.keyType = keyType;
    this.order = List.copyOf(order);
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  String name() {
    return store.name();
  }

  /** True if the store would write the key of an account like this. */
  boolean writes(String id) {
    return keyType.writes(id);
  }

  /** Those of the ids that the table of the accounts has, and those whose erasure began there. */
  Set<String> known(Collection<String> ids) {
    String key = dev.lapse.catalog.Identifier.quote(store.key());
    Set<String> known =
        new HashSet<>(
            jdbc.queryForList(
                PRESENT.formatted(key, store.accounts().sql(), key, keyType.castTo()),
                ids(ids),
                String.class));
    known.addAll(jdbc.queryForList(BEGUN, ids(ids), String.class));
    return known;
  }

  /** Rows that are still there, by account and by set; accounts and sets without any are absent. */
  Map<String, Map<String, Long>> count(Collection<String> ids) {
    Map<String, Map<String, Long>> rows = new HashMap<>();
    List<String> all = List.copyOf(ids);
    for (int from = 0; from < all.size(); from += IDS_PER_COUNT) {
      MapSqlParameterSource some =
          ids(all.subList(from, Math.min(all.size(), from + IDS_PER_COUNT)));
      for (SetStatements statements : order) {
        String set = statements.set().name();
        jdbc.query(
            statements.count(),
            some,
            row -> {
              add(rows, row.getString("account_id"), set, row.getLong("rows"));
            });
      }
    }
    return rows;
  }

  /** Erases everything of some accounts in one transaction and says how many rows that were. */
  long erase(UUID run, Collection<String> ids) {
    return inTransaction(
        () -> {
          long rows = 0;
          for (SetStatements statements : order) {
            MapSqlParameterSource parameters =
                ids(ids).addValue("run", run.toString()).addValue("set", set(statements));
            refuseSideEffects(statements, parameters);
            for (String statement : statements.erase()) {
              rows += one(statement, parameters);
            }
            requireGone(statements, parameters);
          }
          return rows;
        });
  }

  /**
   * Erases everything of one large account, a slice per transaction.
   *
   * @param afterSlice called after each commit; false stops there, and the rest stays for the next
   *     time
   * @return true if nothing is left to erase
   */
  boolean eraseInSlices(UUID run, String id, TransactionSize size, BooleanSupplier afterSlice) {
    for (SetStatements statements : order) {
      boolean leavesOnly = statements.refersToItself();
      boolean more;
      do {
        long most = leavesOnly || statements.canBeSliced() ? size.rows() : EVERYTHING;
        long rows = slice(run, id, statements, leavesOnly, most, size);
        if (leavesOnly && rows * FEW_LEAVES < most) {
          // a long chain has few leaves, a circle has none: what is left goes in one statement
          leavesOnly = false;
          rows += slice(run, id, statements, false, EVERYTHING, size);
        }
        if (rows > 0 && !afterSlice.getAsBoolean()) {
          return false;
        }
        more = rows > 0 && most != EVERYTHING;
      } while (more);
      requireGone(statements, ids(List.of(id)));
    }
    return true;
  }

  /**
   * A row that a trigger kept would be out of sight of every later count once its parents are gone.
   *
   * @throws StillThere if there is one
   */
  private void requireGone(SetStatements statements, MapSqlParameterSource parameters) {
    if (statements.lostWithParents()) {
      long left =
          jdbc.query(statements.count(), parameters, (row, number) -> row.getLong("rows")).stream()
              .mapToLong(Long::longValue)
              .sum();
      if (left > 0) {
        throw new StillThere("%d rows in %s".formatted(left, statements.set().name()));
      }
    }
  }

  /** Rows erased in a run, by account and by set, as the store itself counted them. */
  Map<String, Map<String, Long>> progress(UUID run, Collection<String> ids) {
    Map<String, Map<String, Long>> rows = new HashMap<>();
    jdbc.query(
        PROGRESS,
        ids(ids).addValue("run", run.toString()),
        row -> {
          add(
              rows,
              row.getString("account_id"),
              store.name() + "." + row.getString("set_name"),
              row.getLong("rows"));
        });
    return rows;
  }

  /** Passes on the rows erased in any run: run, account, set and number. */
  void progress(Collection<String> ids, EachProgress each) {
    jdbc.query(
        PROGRESS_OF_ALL_RUNS,
        ids(ids),
        row -> {
          each.rows(
              row.getObject("run", UUID.class),
              row.getString("account_id"),
              store.name() + "." + row.getString("set_name"),
              row.getLong("rows"));
        });
  }

  /** Takes rows erased in a run. */
  @FunctionalInterface
  interface EachProgress {
    void rows(UUID run, String account, String set, long rows);
  }

  private long slice(
      UUID run,
      String id,
      SetStatements statements,
      boolean leavesOnly,
      long most,
      TransactionSize size) {
    MapSqlParameterSource parameters =
        ids(List.of(id))
            .addValue("run", run.toString())
            .addValue("set", set(statements))
            .addValue("slice", most);
    long started = System.nanoTime();
    long rows =
        inTransaction(
            () -> {
              refuseSideEffects(statements, parameters);
              long erased = 0;
              for (String statement : statements.eraseSlice(leavesOnly)) {
                erased += one(statement, parameters);
              }
              return erased;
            });
    size.learn(rows, (System.nanoTime() - started) / 1_000_000);
    return rows;
  }

  private void refuseSideEffects(SetStatements statements, MapSqlParameterSource parameters) {
    for (String query : statements.sideEffectsOutside()) {
      long outside = one(query, parameters);
      if (outside > 0) {
        throw new SideEffect(
            "erasing %s would delete or change %d rows that stay (%s)"
                .formatted(statements.set().name(), outside, statements.sideEffectNames()));
      }
    }
  }

  private long inTransaction(java.util.function.LongSupplier work) {
    return Objects.requireNonNull(transaction.execute(status -> work.getAsLong()));
  }

  private long one(String statement, MapSqlParameterSource parameters) {
    return Objects.requireNonNull(jdbc.queryForObject(statement, parameters, Long.class));
  }

  private static String set(SetStatements statements) {
    return statements.set().table().toString();
  }

  private static MapSqlParameterSource ids(Collection<String> ids) {
    return new MapSqlParameterSource("ids", ids.toArray(String[]::new));
  }

  private static void add(
      Map<String, Map<String, Long>> rows, String account, String set, long count) {
    rows.computeIfAbsent(account, id -> new TreeMap<>()).merge(set, count, Long::sum);
  }
}
