package dev.lapse.erase.postgresql;

import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.KeyType;
import dev.lapse.catalog.Store;
import dev.lapse.erase.BlockReason;
import dev.lapse.erase.Foreseen;
import dev.lapse.erase.RefusedAccounts;
import dev.lapse.erase.StillThere;
import dev.lapse.erase.StoreErasure;
import dev.lapse.erase.TransactionSize;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Erases accounts from one PostgreSQL database, as its {@link StorePlan} says. */
final class EraseFromPostgres implements StoreErasure {
  private static final String PRESENT =
      """
      select %s::text
      from %s
      where %s
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
  private final StorePlan plan;
  private final KeyType keyType;
  private final CountByPath count;
  private final SchemaGuard guard;
  private final DataSource source;
  private final TemporaryTables tables;
  private final NamedParameterJdbcOperations jdbc;
  private final TransactionTemplate transaction;

  /** True at first: an earlier process may have erased and not come to the end. */
  private final AtomicBoolean unsettled = new AtomicBoolean(true);

  EraseFromPostgres(
      Store store,
      StorePlan plan,
      KeyType keyType,
      CountByPath count,
      SchemaGuard guard,
      DataSource source) {
    this.store = store;
    this.plan = plan;
    this.keyType = keyType;
    this.count = count;
    this.guard = guard;
    this.source = source;
    this.tables = TemporaryTables.ofTransactions(List.copyOf(plan.sets().values()));
    this.jdbc = new NamedParameterJdbcTemplate(source);
    this.transaction = readCommitted(source);
  }

  /** Whatever the database's default is: the proof must see what others committed. */
  private static TransactionTemplate readCommitted(DataSource source) {
    TransactionTemplate template = new TransactionTemplate(new JdbcTransactionManager(source));
    template.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
    return template;
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public String version() {
    return guard.fingerprint();
  }

  /** What two accounts refer to goes with the last of them. */
  @Override
  public boolean countsTogether() {
    return plan.sets().values().stream().anyMatch(CapturedSet::isUpward);
  }

  @Override
  public boolean writes(String id) {
    return keyType.writes(id);
  }

  @Override
  public Set<String> known(Collection<String> ids) {
    String key = Identifier.quote(store.key());
    Set<String> known =
        new HashSet<>(
            jdbc.queryForList(
                PRESENT.formatted(key, store.accounts().sql(), keyType.isAnyOf(key, ":ids")),
                ids(ids),
                String.class));
    known.addAll(jdbc.queryForList(BEGUN, ids(ids), String.class));
    return known;
  }

  @Override
  public Map<String, Map<String, Long>> count(Collection<String> ids) {
    return count.of(jdbc, ids);
  }

  @Override
  public Map<String, Map<String, Long>> countGently(Collection<String> ids, int seconds) {
    JdbcTemplate limited = new JdbcTemplate(source);
    limited.setQueryTimeout(seconds);
    TransactionTemplate reading = readCommitted(source);
    reading.setReadOnly(true);
    return Objects.requireNonNull(
        reading.execute(status -> count.of(new NamedParameterJdbcTemplate(limited), ids)));
  }

  @Override
  public Foreseen foresee(Collection<String> ids) {
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              status.setRollbackOnly();
              Map<String, String> refused = new TreeMap<>(changedSchema(ids));
              if (!refused.isEmpty()) {
                return new Foreseen(Map.of(), refused);
              }
              Work work = captured(ids);
              Map<String, Map<String, Long>> rows = work.rows(store.name());
              plan.sequences()
                  .of(jdbc, ids)
                  .forEach(
                      (sequence, account) ->
                          rows.computeIfAbsent(account, id -> new TreeMap<>())
                              .merge(store.name() + "." + sequence.pattern(), 1L, Long::sum));
              return new Foreseen(rows, work.refused());
            }));
  }

  @Override
  public void erase(
      UUID run, Collection<String> ids, Supplier<Set<String>> claim, TransactionSize size) {
    try {
      transaction.executeWithoutResult(
          status -> {
            refuse(BlockReason.SCHEMA_CHANGED, changedSchema(ids));
            Work work = captured(ids);
            refuse(BlockReason.REFUSED, work.refused());
            Set<String> claimed = claim.get();
            if (claimed.isEmpty()) {
              return;
            }
            if (!claimed.containsAll(ids)) {
              // what only the accounts together refer to may not be theirs any more
              work.capture(ids(claimed));
              refuse(BlockReason.REFUSED, work.refused());
            }
            if (work.findsMore(ids(claimed))) {
              throw new StillThere("rows that were shared with another account until now");
            }
            long started = System.nanoTime();
            long rows = work.erase(run);
            plan.sequences().drop(jdbc, run, claimed);
            KeptKeys.forget(jdbc, ids(claimed));
            size.learn(rows, (System.nanoTime() - started) / 1_000_000);
          });
    } finally {
      // not before the commit: another worker may refresh between it and the deletion
      unsettled.set(true);
    }
  }

  @Override
  public boolean eraseInSlices(
      UUID run, String id, TransactionSize size, BooleanSupplier afterSlice) {
    refuse(BlockReason.SCHEMA_CHANGED, changedSchema(List.of(id)));
    TemporaryTables kept = TemporaryTables.ofConnection(List.copyOf(plan.sets().values()));
    try (Connection connection = source.getConnection()) {
      SingleConnectionDataSource one = new SingleConnectionDataSource(connection, true);
      NamedParameterJdbcTemplate onOne = new NamedParameterJdbcTemplate(one);
      try {
        return new EraseInSlices(
                plan, guard, kept, onOne, readCommitted(one), run, size, afterSlice)
            .erase(id);
      } finally {
        unsettled.set(true);
        if (!connection.isClosed()) {
          kept.drop(onOne.getJdbcOperations());
        }
      }
    } catch (SQLException failed) {
      throw new org.springframework.jdbc.CannotGetJdbcConnectionException(
          "no connection to store '" + store.name() + "'", failed);
    }
  }

  @Override
  public Map<String, String> neighbours(Collection<String> ids) {
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              status.setRollbackOnly();
              captured(ids);
              Map<String, String> sums = new TreeMap<>();
              new SumNeighbours(plan, tables)
                  .of(jdbc)
                  .forEach((table, sum) -> sums.put(store.name() + "." + table, sum));
              return sums;
            }));
  }

  @Override
  public void settle() {
    if (unsettled.getAndSet(false)) {
      try {
        RefreshViews.of(plan.views(), jdbc.getJdbcOperations());
      } catch (RuntimeException failed) {
        unsettled.set(true);
        throw failed;
      }
    }
  }

  @Override
  public Map<String, Map<String, Long>> progress(UUID run, Collection<String> ids) {
    Map<String, Map<String, Long>> rows = new HashMap<>();
    jdbc.query(
        PROGRESS,
        ids(ids).addValue("run", run.toString()),
        row -> {
          rows.computeIfAbsent(row.getString("account_id"), id -> new TreeMap<>())
              .merge(
                  store.name() + "." + row.getString("set_name"), row.getLong("rows"), Long::sum);
        });
    return rows;
  }

  @Override
  public void progress(Collection<String> ids, EachProgress each) {
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

  private Work captured(Collection<String> ids) {
    tables.make(jdbc.getJdbcOperations());
    Work work = new Work(plan, tables, jdbc);
    work.capture(ids(ids));
    return work;
  }

  private Map<String, String> changedSchema(Collection<String> ids) {
    Map<String, String> refused = new HashMap<>();
    if (guard.hasChanged(jdbc)) {
      ids.forEach(
          id ->
              refused.put(
                  id,
                  "the schema of store '%s' changed after the catalog was checked against it; run again"
                      .formatted(store.name())));
    }
    return refused;
  }

  private static void refuse(BlockReason why, Map<String, String> reasons) {
    if (!reasons.isEmpty()) {
      throw new RefusedAccounts(why, reasons);
    }
  }

  private static MapSqlParameterSource ids(Collection<String> ids) {
    return new MapSqlParameterSource("ids", ids.toArray(String[]::new));
  }
}
