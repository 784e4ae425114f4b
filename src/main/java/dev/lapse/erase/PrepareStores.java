package dev.lapse.erase;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.CatalogProblem;
import dev.lapse.catalog.CheckCatalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.LiveProblems;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.StoreSchema;
import dev.lapse.catalog.StoreUnreachable;
import dev.lapse.catalog.Stores;
import dev.lapse.catalog.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads the live stores, checks the catalog against them, and finds the order of erasure. Done anew
 * for every run.
 */
@Component
public class PrepareStores {
  private final Catalog catalog;
  private final Stores stores;

  PrepareStores(Catalog catalog, Stores stores) {
    this.catalog = catalog;
    this.stores = stores;
  }

  /** Everything of the accounts of a cell: for the purge and for the expiry. */
  public PreparedStores forErasure(String cell) {
    return prepare(cell, set -> set.isOwned() && set.keep() == null, problem -> true);
  }

  /** The payment details only. Tables that nobody classified do not stand in their way. */
  public PreparedStores forBilling(String cell) {
    return prepare(cell, DataSet::billing, problem -> !problem.kind().concernsWholeAccountsOnly());
  }

  private PreparedStores prepare(
      String cell, Predicate<DataSet> wanted, Predicate<CatalogProblem> blocks) {
    List<Store> inCell =
        catalog.stores().stream().filter(store -> store.cells().containsKey(cell)).toList();
    if (inCell.isEmpty()) {
      return new PreparedStores(List.of(), "the catalog names no store in cell '" + cell + "'");
    }
    List<PostgresErasure> prepared = new ArrayList<>();
    for (Store store : inCell) {
      try {
        prepared.add(prepare(store, cell, wanted, blocks));
      } catch (BlockedByCatalog blocked) {
        return new PreparedStores(List.of(), "blocked by the catalog: " + blocked.getMessage());
      } catch (StoreUnreachable unreachable) {
        return new PreparedStores(List.of(), unreachable.getMessage());
      }
    }
    return new PreparedStores(prepared, null);
  }

  private PostgresErasure prepare(
      Store store, String cell, Predicate<DataSet> wanted, Predicate<CatalogProblem> blocks) {
    stores.migrate(store.name(), cell);
    StoreSchema schema = LiveProblems.schema(stores, store, cell);
    List<CatalogProblem> problems =
        CheckCatalog.of(catalog, store, schema).stream().filter(blocks).toList();
    if (!problems.isEmpty()) {
      throw new BlockedByCatalog(
          problems.stream().limit(5).map(CatalogProblem::message).collect(Collectors.joining("; "))
              + (problems.size() > 5
                  ? "; and %d more (lapse catalog check)".formatted(problems.size() - 5)
                  : ""));
    }
    ResolveWays ways = new ResolveWays(catalog, store, schema);
    List<DataSet> sets = catalog.setsOf(store).stream().filter(wanted).toList();
    Map<TableName, List<Way>> resolved =
        sets.stream().collect(Collectors.toMap(DataSet::table, ways::of));
    List<SetStatements> order =
        DeletionOrder.of(sets, passed(resolved), schema, store.accounts()).stream()
            .map(
                set ->
                    SetStatements.of(
                        set, Objects.requireNonNull(resolved.get(set.table())), schema))
            .toList();
    DataSource source = stores.of(store.name(), cell);
    return new PostgresErasure(
        store,
        ways.keyType(store.accounts(), store.key()),
        order,
        new NamedParameterJdbcTemplate(source),
        new TransactionTemplate(new DataSourceTransactionManager(source)));
  }

  private static Map<TableName, Set<TableName>> passed(Map<TableName, List<Way>> ways) {
    Map<TableName, Set<TableName>> passed = new HashMap<>();
    ways.forEach(
        (table, ofTable) ->
            passed.put(
                table,
                ofTable.stream()
                    .flatMap(way -> way.parents().stream())
                    .collect(Collectors.toSet())));
    return passed;
  }
}
