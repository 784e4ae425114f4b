package dev.lapse.erase.postgresql;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.CatalogProblem;
import dev.lapse.catalog.check.CheckCatalog;
import dev.lapse.catalog.check.CheckRows;
import dev.lapse.catalog.check.LiveProblems;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.Stores;
import dev.lapse.erase.postgresql.plan.ErasurePlan.Mode;
import dev.lapse.erase.postgresql.plan.KeptDate;
import dev.lapse.erase.postgresql.plan.ResolveJoinPaths;
import dev.lapse.erase.postgresql.plan.TargetSet;
import dev.lapse.erase.store.BlockReason;
import dev.lapse.erase.store.BlockedByCatalog;
import dev.lapse.erase.store.DueRows;
import dev.lapse.erase.store.PrepareStore;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.source.AccountsFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/** Checks the catalog against PostgreSQL databases and plans how to erase from them. */
@Component
@Order(1)
public class PreparePostgres implements PrepareStore {
  private static final String MAY_BYPASS =
      "select has_parameter_privilege('session_replication_role', 'set')";
  private static final int MOST_PROBLEMS = 5;

  private final Supplier<Catalog> catalog;
  private final Stores stores;
  private final AccountsFile accounts;

  public PreparePostgres(Supplier<Catalog> catalog, Stores stores, AccountsFile accounts) {
    this.catalog = catalog;
    this.stores = stores;
    this.accounts = accounts;
  }

  @Override
  public List<StoreErasure> prepare(String cell, Scope scope) {
    Catalog inForce = catalog.get();
    List<StoreErasure> prepared = new ArrayList<>();
    for (Store store : inForce.stores()) {
      if (store.cells().containsKey(cell)) {
        prepared.add(
            prepare(
                inForce,
                store,
                cell,
                scope == Scope.WHOLE_ACCOUNT ? set -> set.keep() != null : set -> false,
                new PlanErasure.Options(
                    wanted(scope),
                    scope == Scope.WHOLE_ACCOUNT,
                    false,
                    accounts.store().filter(store.name()::equals).isPresent(),
                    Set.of()),
                problem -> blocks(problem, scope)));
      }
    }
    return prepared;
  }

  @Override
  public List<StoreErasure> kept(String cell, Set<String> names) {
    Catalog inForce = catalog.get();
    List<StoreErasure> prepared = new ArrayList<>();
    for (Store store : inForce.stores()) {
      boolean keeps =
          inForce.setsOf(store).stream()
              .anyMatch(set -> set.keep() != null && names.contains(set.name()));
      if (keeps && store.cells().containsKey(cell)) {
        Predicate<DataSet> wanted = set -> set.keep() != null && names.contains(set.name());
        prepared.add(
            prepare(
                inForce,
                store,
                cell,
                wanted,
                PlanErasure.Options.expiring(wanted, false),
                problem -> true));
      }
    }
    return prepared;
  }

  private StoreErasure prepare(
      Catalog inForce,
      Store store,
      String cell,
      Predicate<DataSet> kept,
      PlanErasure.Options asked,
      Predicate<CatalogProblem> blocks) {
    stores.migrate(store.name(), cell);
    DataSource source = stores.dataSource(store.name(), cell);
    NamedParameterJdbcOperations jdbc = new NamedParameterJdbcTemplate(source);
    SchemaGuard guard = SchemaGuard.read(jdbc);
    StoreSchema schema = LiveProblems.schema(stores, store, cell);
    refuseProblems(CheckCatalog.of(inForce, store, schema), blocks);
    PlanErasure.Options options = asked.bypassing(mayBypass(jdbc));
    PostgresStore.Plans plans = plans(inForce, store, schema, options);
    refuse(BlockReason.RIGHTS, CheckGrants.missing(plans, schema, jdbc));
    CheckRows.RowProblems rows = LiveProblems.rows(inForce, stores, store, cell, schema);
    refuseProblems(rows.problems(), blocks);
    if (!rows.oddlySpelled().isEmpty()) {
      options = options.comparingByValue(rows.oddlySpelled());
      plans = plans(inForce, store, schema, options);
    }
    ReadKeptRows keptRows = new ReadKeptRows(inForce, store, schema, kept);
    return new Planned(inForce, store, schema, options, keptRows, guard, source).open(plans);
  }

  /** What a store is planned from, once it is checked. */
  private record Planned(
      Catalog catalog,
      Store store,
      StoreSchema schema,
      PlanErasure.Options options,
      ReadKeptRows kept,
      SchemaGuard guard,
      DataSource source) {
    PostgresStore open(PostgresStore.Plans plans) {
      ResolveJoinPaths ways = new ResolveJoinPaths(catalog, store, schema, options.due());
      List<TargetSet> changed =
          plans.together().sets().values().stream()
              .filter(set -> set.role() != TargetSet.Role.TRAVERSED)
              .toList();
      return new PostgresStore(
          store,
          plans,
          ways.keyType(store.accounts(), store.key()),
          new CountByPath(store.name(), changed, ways, plans.together().sequences()),
          kept,
          this::onlyDue,
          guard,
          source);
    }

    private PostgresStore onlyDue(Map<String, DueRows> bySet) {
      Map<TableName, UnaryOperator<String>> due = new HashMap<>();
      for (DataSet set : catalog.setsOf(store)) {
        DueRows rows = bySet.get(set.name());
        DataSet.Keep keep = set.keep();
        if (rows != null && keep != null && keep.from() != null) {
          StoreSchema.Table table = schema.table(set.table()).orElseThrow();
          KeptDate date = ReadKeptRows.date(set, table, keep.from());
          due.put(set.table(), alias -> date.isDue(alias, rows));
        }
      }
      PlanErasure.Options dueOnly = options.onlyDue(due);
      return new Planned(catalog, store, schema, dueOnly, kept, guard, source)
          .open(plans(catalog, store, schema, dueOnly));
    }
  }

  /** True if the role may keep triggers from firing. */
  static boolean mayBypass(NamedParameterJdbcOperations jdbc) {
    return Boolean.TRUE.equals(jdbc.getJdbcOperations().queryForObject(MAY_BYPASS, Boolean.class));
  }

  static PostgresStore.Plans plans(
      Catalog catalog, Store store, StoreSchema schema, PlanErasure.Options options) {
    return new PostgresStore.Plans(
        PlanErasure.of(
            catalog,
            store,
            schema,
            options,
            options.mayBypass() ? Mode.PARENTS_FIRST : Mode.CHILDREN_FIRST),
        PlanErasure.of(catalog, store, schema, options, Mode.IN_SLICES),
        PlanErasure.of(catalog, store, schema, options, Mode.LOOKING));
  }

  private static void refuseProblems(List<CatalogProblem> all, Predicate<CatalogProblem> blocks) {
    List<CatalogProblem> problems = all.stream().filter(blocks).toList();
    refuse(
        problems.stream().anyMatch(CatalogProblem::isUnclassified)
            ? BlockReason.UNCLASSIFIED
            : problems.stream()
                    .allMatch(problem -> problem.kind() == CatalogProblem.Kind.UNREADABLE)
                ? BlockReason.RIGHTS
                : BlockReason.CATALOG,
        problems.stream().map(CatalogProblem::message).toList());
  }

  private static boolean blocks(CatalogProblem problem, Scope scope) {
    return switch (scope) {
      case WHOLE_ACCOUNT -> true;
      case BILLING -> !problem.kind().concernsWholeAccountsOnly();
    };
  }

  private static void refuse(BlockReason reason, List<String> problems) {
    if (!problems.isEmpty()) {
      throw new BlockedByCatalog(
          reason,
          problems.stream().limit(MOST_PROBLEMS).collect(Collectors.joining("; "))
              + (problems.size() > MOST_PROBLEMS
                  ? "; and %d more (lapse catalog check)".formatted(problems.size() - MOST_PROBLEMS)
                  : ""));
    }
  }

  /** The sets that are erased. */
  static Predicate<DataSet> wanted(Scope scope) {
    return switch (scope) {
      case WHOLE_ACCOUNT ->
          set -> set.isOwned() && (set.keep() == null || !set.anonymize().isEmpty());
      case BILLING -> DataSet::billing;
    };
  }
}
