package dev.lapse.erase.postgresql;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.CatalogProblem;
import dev.lapse.catalog.check.CatalogProblem.Kind;
import dev.lapse.catalog.check.CheckCatalog;
import dev.lapse.catalog.check.CheckKept;
import dev.lapse.catalog.check.CheckRows;
import dev.lapse.catalog.check.LiveProblems;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.Stores;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.TableReference;
import dev.lapse.erase.postgresql.plan.TargetSet;
import dev.lapse.erase.store.BlockedByCatalog;
import dev.lapse.erase.store.PrepareStore.Scope;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/**
 * Everything that blocks erasures in one store and cell, found together: in the catalog, the
 * schema, the rows, the statements of the product and the rights of the role. Read-only; needs no
 * schema of Lapse in the store.
 */
public final class FindBlocks {
  private static final Set<Kind> PLANNED_NEVERTHELESS =
      EnumSet.of(
          Kind.SIDE_EFFECT,
          Kind.TRIGGER,
          Kind.UNPUBLISHABLE,
          Kind.KEPT_REFERENCE,
          Kind.UNCLASSIFIED,
          Kind.UNNAMED_TYPE,
          Kind.UNREADABLE);

  private final Catalog catalog;
  private final Store store;
  private final StoreSchema live;
  private List<String> ofUpward = List.of();

  private FindBlocks(Catalog catalog, Store store, StoreSchema live) {
    this.catalog = catalog;
    this.store = store;
    this.live = live;
  }

  /**
   * What was found.
   *
   * @param problems what blocks, in a stable order
   * @param notices remarks for a person; they block nothing
   */
  public record Found(List<CatalogProblem> problems, List<String> notices) {}

  /**
   * Looks at one store in one cell.
   *
   * @param rights false to leave out what the role may not do
   * @throws dev.lapse.catalog.live.StoreUnreachable if the store does not answer
   */
  public static Found find(
      Catalog catalog,
      Stores stores,
      Store store,
      String cell,
      StoreSchema live,
      boolean accountsLiveHere,
      boolean rights) {
    List<CatalogProblem> problems = new ArrayList<>(CheckCatalog.of(catalog, store, live));
    CheckRows.RowProblems rows = LiveProblems.rows(catalog, stores, store, cell, live);
    rows.problems().stream()
        .filter(problem -> rights || problem.kind() != Kind.UNREADABLE)
        .forEach(problems::add);
    problems.addAll(LiveProblems.statements(stores, store, cell));
    FindBlocks find = new FindBlocks(catalog, store, live);
    problems.addAll(
        find.ofPlan(
            problems,
            new NamedParameterJdbcTemplate(stores.dataSource(store.name(), cell)),
            accountsLiveHere,
            rights));
    List<String> notices = new ArrayList<>(rows.notices());
    notices.addAll(find.ofUpward);
    notices.addAll(CheckKept.notices(catalog, store, live));
    return new Found(problems.stream().sorted().distinct().toList(), notices);
  }

  /** Of the entries that can be planned, whatever is wrong with the others. */
  private List<CatalogProblem> ofPlan(
      List<CatalogProblem> problems,
      NamedParameterJdbcOperations jdbc,
      boolean accountsLiveHere,
      boolean rights) {
    Catalog planned = planned(problems);
    if (planned.set(store.name(), store.accounts()).filter(DataSet::isOwned).isEmpty()) {
      return List.of();
    }
    try {
      PostgresStore.Plans plans =
          PreparePostgres.plans(
              planned,
              store,
              live,
              new PlanErasure.Options(
                  PreparePostgres.wanted(Scope.WHOLE_ACCOUNT),
                  true,
                  PreparePostgres.mayBypass(jdbc),
                  accountsLiveHere,
                  Set.of()));
      ofUpward = leftLater(plans.looking());
      return rights
          ? CheckGrants.missing(plans, live, jdbc).stream().map(this::missing).toList()
          : List.of();
    } catch (BlockedByCatalog blocked) {
      return List.of(
          new CatalogProblem(
              Kind.NOT_ERASABLE,
              store.accounts(),
              String.valueOf(blocked.getMessage()),
              store.at()));
    }
  }

  /** Rows found upward that another account's row keeps, and that nothing finds once it goes. */
  private static List<String> leftLater(ErasurePlan plan) {
    List<String> notices = new ArrayList<>();
    for (TargetSet set : plan.sets().values()) {
      for (TableReference reference : plan.keepingForGood(set)) {
        notices.add(
            "%s: a row of %s that rows of several accounts refer to is never anonymized, because rows of %s stay and refer to it by %s; it would be if these were anonymized with null"
                .formatted(
                    set.set().at(),
                    set.table(),
                    reference.from(),
                    String.join(", ", reference.columns())));
      }
      for (TableReference reference : plan.keepingWithoutPath(set)) {
        String path =
            new OwnedBy.Referrer(
                    reference.toColumns(), reference.from(), reference.columns(), reference.where())
                .text();
        notices.add(
            "%s: a row of %s stays while a row of another account refers to it by %s of %s, and nothing finds it when that one goes; if it is to go with the last, add the path \"%s\""
                .formatted(
                    set.set().at(),
                    set.table(),
                    String.join(", ", reference.columns()),
                    reference.from(),
                    path));
      }
    }
    return notices;
  }

  private CatalogProblem missing(String right) {
    int grant = Math.max(right.indexOf("grant "), right.indexOf("alter role "));
    return new CatalogProblem(
        Kind.MISSING_RIGHT,
        store.accounts(),
        right,
        grant < 0 ? null : right.substring(grant).replaceAll(" \\(.*|, or .*", "") + ";",
        store.at());
  }

  /** The catalog with every live table; those whose entry is wrong or missing count as shared. */
  private Catalog planned(List<CatalogProblem> problems) {
    Set<TableName> wrong = new HashSet<>();
    problems.stream()
        .filter(problem -> !PLANNED_NEVERTHELESS.contains(problem.kind()))
        .map(CatalogProblem::table)
        .forEach(wrong::add);
    boolean grown = true;
    while (grown) {
      grown =
          catalog.setsOf(store).stream()
              .filter(set -> set.ways().stream().anyMatch(way -> leadsTo(way, wrong)))
              .map(DataSet::table)
              .map(wrong::add)
              .reduce(false, Boolean::logicalOr);
    }
    List<DataSet> sets = new ArrayList<>();
    for (TableName table : live.tables().keySet()) {
      sets.add(
          catalog
              .set(store.name(), table)
              .filter(set -> !wrong.contains(table))
              .orElseGet(
                  () ->
                      new DataSet(
                          store.name(), table, new DataSet.Ownership.Shared(), store.at())));
    }
    return new Catalog(catalog.stores(), sets, catalog.sequences(), catalog.version());
  }

  private boolean leadsTo(OwnedBy way, Set<TableName> wrong) {
    return way.end()
        .filter(end -> wrong.contains(end) || !live.tables().containsKey(end))
        .isPresent();
  }
}
