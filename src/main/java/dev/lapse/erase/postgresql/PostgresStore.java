package dev.lapse.erase.postgresql;

import dev.lapse.account.RowCounts;
import dev.lapse.account.RunContext;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.KeyType;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.check.AdviseIndexes;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.erase.postgresql.plan.AccountSequences;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.ResolveJoinPaths;
import dev.lapse.erase.postgresql.plan.TargetSet;
import dev.lapse.erase.postgresql.rows.StoreTransaction;
import dev.lapse.erase.postgresql.rows.TableParts;
import dev.lapse.erase.store.DueRows;
import dev.lapse.erase.store.ErasurePreview;
import dev.lapse.erase.store.KeptRows;
import dev.lapse.erase.store.OpenErasure;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.erase.store.TransactionSize;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** One PostgreSQL database of the product in one cell, with its plans. */
final class PostgresStore implements StoreErasure {
  private static final Duration LOOKING_LOCK_TIMEOUT = Duration.ofSeconds(5);
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
      select distinct account_id, run
      from lapse_store.progress
      where account_id = any(:ids)
      """;

  private final Store store;
  private final Plans plans;
  private final KeyType keyType;
  private final CountByPath count;
  private final ReadKeptRows kept;
  private final Function<Map<String, DueRows>, PostgresStore> onlyDue;
  private final SchemaGuard guard;
  private final DataSource source;
  private final NamedParameterJdbcOperations jdbc;

  /** True at first: an earlier process may have erased without finishing. */
  private final AtomicBoolean viewsMayBeStale = new AtomicBoolean(true);

  PostgresStore(
      Store store,
      Plans plans,
      KeyType keyType,
      CountByPath count,
      ReadKeptRows kept,
      Function<Map<String, DueRows>, PostgresStore> onlyDue,
      SchemaGuard guard,
      DataSource source) {
    this.store = store;
    this.plans = plans;
    this.keyType = keyType;
    this.count = count;
    this.kept = kept;
    this.onlyDue = onlyDue;
    this.guard = guard;
    this.source = source;
    this.jdbc = new NamedParameterJdbcTemplate(source);
  }

  /**
   * The same erasure in different orders.
   *
   * @param together for accounts that are erased in one transaction
   * @param inSlices for an account that is too large for one
   * @param looking for a preview
   */
  record Plans(ErasurePlan together, ErasurePlan inSlices, ErasurePlan looking) {}

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public String version() {
    return guard.fingerprint();
  }

  /** Rows that several accounts refer to are deleted with the last of them. */
  @Override
  public boolean countsTogether() {
    return plans.together().sets().values().stream().anyMatch(TargetSet::isOwnedByReferrers);
  }

  @Override
  public Optional<String> advice(Catalog catalog) {
    return AdviseIndexes.of(catalog, store, schema()).stream()
        .findFirst()
        .map(AdviseIndexes.Advice::toString);
  }

  @Override
  public boolean isValidKey(String id) {
    return keyType.isValidKey(id);
  }

  @Override
  public Set<String> findKnown(Collection<String> ids) {
    if (ids.isEmpty()) {
      return Set.of();
    }
    String key = Identifier.quote(store.key());
    return new HashSet<>(
        jdbc.queryForList(
            PRESENT.formatted(key, store.accounts().sql(), keyType.isAnyOf(key, ":ids")),
            RunSteps.ids(ids),
            String.class));
  }

  @Override
  public Map<String, Set<UUID>> begun(Collection<String> ids) {
    Map<String, Set<UUID>> begun = new HashMap<>();
    jdbc.query(
        BEGUN,
        RunSteps.ids(ids),
        row -> {
          begun
              .computeIfAbsent(row.getString("account_id"), id -> new HashSet<>())
              .add(row.getObject("run", UUID.class));
        });
    return begun;
  }

  @Override
  public KeptRows keptRows(Collection<String> ids) {
    return kept.read(jdbc, ids);
  }

  @Override
  public StoreErasure onlyDue(Map<String, DueRows> bySet) {
    return onlyDue.apply(bySet);
  }

  @Override
  public RowCounts count(Collection<String> ids) {
    return count.inParts(source, ids);
  }

  @Override
  public RowCounts countGently(Collection<String> ids, int seconds) {
    return gently(seconds, limited -> count.countByAccount(limited, ids));
  }

  @Override
  public RowCounts keptGently(Catalog catalog, Collection<String> ids, int seconds) {
    return gently(seconds, limited -> countOfKept(catalog).countByAccount(limited, ids));
  }

  @Override
  public Set<String> keptSets(Catalog catalog, Collection<String> ids, int seconds) {
    return gently(seconds, limited -> countOfKept(catalog).present(limited, ids));
  }

  private <T> T gently(int seconds, Function<NamedParameterJdbcOperations, T> reads) {
    JdbcTemplate limited = new JdbcTemplate(source);
    limited.setQueryTimeout(seconds);
    TransactionTemplate reading = new TransactionTemplate(new JdbcTransactionManager(source));
    reading.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
    reading.setReadOnly(true);
    return Objects.requireNonNull(
        reading.execute(status -> reads.apply(new NamedParameterJdbcTemplate(limited))));
  }

  @Override
  public ErasurePreview preview(Collection<String> ids) {
    if (ids.size() != 1) {
      return preview(ids, TableParts.WHOLE);
    }
    AtomicReference<ErasurePreview> preview = new AtomicReference<>();
    TableParts.WHOLE.untilTheyFit(tableParts -> preview.set(preview(ids, tableParts)));
    return Objects.requireNonNull(preview.get());
  }

  private ErasurePreview preview(Collection<String> ids, TableParts tableParts) {
    try (StoreTransaction transaction = new StoreTransaction(source, plans.looking())) {
      transaction.begin(LOOKING_LOCK_TIMEOUT);
      if (guard.hasChanged(transaction.jdbc())) {
        String reason = guard.changed(store.name());
        return new ErasurePreview(
            new RowCounts(), ids.stream().collect(Collectors.toMap(id -> id, id -> reason)));
      }
      return new PreviewRows(transaction, tableParts).preview(ids);
    }
  }

  /**
   * Erases one account in a transaction that is rolled back, if nothing is seen that would refuse
   * it. Nothing is committed.
   */
  RehearseErasure.Rehearsal rehearse(RunContext run, String id) {
    List<String> ids = List.of(id);
    long rows = count(ids).total(id);
    if (rows > RehearseErasure.MOST_ROWS) {
      return RehearseErasure.Rehearsal.tooLarge(store.name(), run.cell(), rows);
    }
    try (StoreTransaction transaction = new StoreTransaction(source, plans.looking())) {
      transaction.begin(run.lockTimeout());
      PreviewRows look = new PreviewRows(transaction);
      ErasurePreview preview = look.preview(ids);
      if (!preview.refused().isEmpty()) {
        List<String> referring = look.referring(ids);
        return new RehearseErasure.Rehearsal(
            store.name(),
            run.cell(),
            preview.rows().of(id),
            Map.of(),
            preview.refused().values().stream().filter(why -> !referring.contains(why)).toList(),
            referring);
      }
    }
    try (PostgresErasure erasure =
        new PostgresErasure(
            plans.together(), guard, source, run, ids, new TransactionSize(1), () -> {})) {
      return new RehearseErasure.Rehearsal(
          store.name(), run.cell(), erasure.rehearse(), Map.of(), List.of(), List.of());
    }
  }

  /** The rows of an account that stay because the catalog keeps them, by set. */
  Map<String, Long> kept(Catalog catalog, String id) {
    return countOfKept(catalog).inParts(source, List.of(id)).of(id);
  }

  private CountByPath countOfKept(Catalog catalog) {
    List<TargetSet> sets =
        catalog.setsOf(store).stream()
            .filter(set -> set.keep() != null)
            .map(
                set ->
                    new TargetSet(
                        set,
                        schema().table(set.table()).orElseThrow(),
                        TargetSet.Role.TRAVERSED,
                        TargetSet.Keys.NONE,
                        List.of(),
                        false,
                        Set.of(),
                        null))
            .toList();
    return new CountByPath(
        store.name(),
        sets,
        new ResolveJoinPaths(catalog, store, schema(), Map.of()),
        new AccountSequences(List.of()));
  }

  /** The schema that the plans were made for. */
  StoreSchema schema() {
    return plans.together().schema();
  }

  @Override
  public OpenErasure begin(RunContext run, List<String> ids, TransactionSize size) {
    return new PostgresErasure(
        plans.together(), guard, source, run, ids, size, () -> viewsMayBeStale.set(true));
  }

  @Override
  public OpenErasure beginLarge(RunContext run, String id, TransactionSize size) {
    return new LargeErasure(this, plans.inSlices(), guard, source, run, id, size);
  }

  /** Rows were deleted: materialized views may still show them. */
  void changed() {
    viewsMayBeStale.set(true);
  }

  @Override
  public Map<String, String> neighbours(Collection<String> ids) {
    try (StoreTransaction transaction = new StoreTransaction(source, plans.looking())) {
      transaction.begin(LOOKING_LOCK_TIMEOUT);
      Map<String, String> sums = new TreeMap<>();
      new ChecksumOtherRows(transaction)
          .checksum(ids)
          .forEach((table, sum) -> sums.put(store.name() + "." + table, sum));
      return sums;
    }
  }

  /** Waits while another worker refreshes the views, because they show deleted rows until then. */
  @Override
  public synchronized void refreshDerived() {
    if (viewsMayBeStale.getAndSet(false)) {
      try {
        RefreshViews.refreshAll(plans.together().views(), jdbc.getJdbcOperations());
      } catch (RuntimeException failed) {
        viewsMayBeStale.set(true);
        throw failed;
      }
    }
  }

  @Override
  public RowCounts progress(UUID run, Collection<String> ids) {
    RowCounts rows = new RowCounts();
    jdbc.query(
        PROGRESS,
        RunSteps.ids(ids).addValue("run", run.toString()),
        row -> {
          rows.add(
              row.getString("account_id"),
              store.name() + "." + row.getString("set_name"),
              row.getLong("rows"));
        });
    return rows;
  }

  @Override
  public void progress(Collection<String> ids, EachProgress each) {
    jdbc.query(
        PROGRESS_OF_ALL_RUNS,
        RunSteps.ids(ids),
        row -> {
          each.rows(
              row.getObject("run", UUID.class),
              row.getString("account_id"),
              store.name() + "." + row.getString("set_name"),
              row.getLong("rows"));
        });
  }
}
