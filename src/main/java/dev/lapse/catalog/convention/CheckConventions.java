package dev.lapse.catalog.convention;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Convention;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.CatalogProblem;
import dev.lapse.catalog.check.CatalogProblem.Kind;
import dev.lapse.catalog.check.ComparableTypes;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import dev.lapse.catalog.live.StoreSchema.Table;
import dev.lapse.file.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares the conventions of a catalog with the live store: what matches nothing, what contradicts
 * a constraint, and what two of them claim. Tables with an entry of their own are of no concern.
 * These problems do not block erasures, for which the entries count.
 */
public final class CheckConventions {
  private final Store store;
  private final StoreSchema live;
  private final Set<TableName> own = new TreeSet<>();
  private final Map<TableName, Convention> claimed = new TreeMap<>();
  private final List<CatalogProblem> problems = new ArrayList<>();

  private CheckConventions(Store store, StoreSchema live) {
    this.store = store;
    this.live = live;
  }

  /** All problems, in the order of the file. */
  public static List<CatalogProblem> of(Catalog catalog, Store store, StoreSchema live) {
    CheckConventions check = new CheckConventions(store, live);
    catalog.setsOf(store).stream()
        .filter(set -> set.by() == null)
        .filter(set -> !(set.ownership() instanceof DataSet.Ownership.Unclassified))
        .forEach(set -> check.own.add(set.table()));
    catalog.conventionsOf(store).forEach(check::convention);
    return List.copyOf(check.problems);
  }

  private void convention(Convention convention) {
    if (convention instanceof Convention.Column column) {
      column(column);
    } else if (convention instanceof Convention.People people) {
      people(people);
    } else if (convention instanceof Convention.OfFramework framework) {
      framework(framework);
    } else if (convention instanceof Convention.Tables tables) {
      tables(tables);
    } else if (convention instanceof Convention.Types types) {
      types.types().values().forEach(table -> table.ifPresent(name -> table(types, name)));
    }
  }

  private void column(Convention.Column convention) {
    Convention.Target target = convention.target();
    Column key = key(convention, target);
    if (key == null) {
      return;
    }
    List<Table> named =
        live.tables().values().stream()
            .filter(table -> table.column(convention.column()).isPresent())
            .toList();
    List<Table> matching =
        named.stream()
            .filter(
                table ->
                    ComparableTypes.refers(
                        table.column(convention.column()).orElseThrow().type(), key.type()))
            .toList();
    if (matching.isEmpty()) {
      add(
          convention,
          named.isEmpty()
              ? "no table has a column %s%s"
                  .formatted(
                      TableName.written(convention.column()),
                      NearestName.hint(convention.column(), columnNames()))
              : "%s.%s is %s, which cannot be compared with %s, the type of %s"
                  .formatted(
                      named.get(0).name(),
                      TableName.written(convention.column()),
                      named.get(0).column(convention.column()).orElseThrow().type(),
                      key.type(),
                      target == null ? "the accounts' key" : target.table()));
      return;
    }
    for (Table table : matching) {
      contradiction(convention, table, target == null ? store.accounts() : target.table());
      if (target == null && !table.name().equals(store.accounts())) {
        claim(convention, table.name());
      }
    }
  }

  private @Nullable Column key(Convention.Column convention, Convention.@Nullable Target target) {
    TableName name = target == null ? store.accounts() : target.table();
    String column = target == null ? store.key() : target.column();
    Table table = table(convention, name);
    if (table == null) {
      return null;
    }
    Column key = table.column(column).orElse(null);
    if (key == null) {
      add(
          convention,
          "%s has no column %s%s"
              .formatted(
                  name,
                  TableName.written(column),
                  NearestName.hint(column, table.columns().stream().map(Column::name).toList())));
    } else if (!table.isUnique(List.of(column))) {
      add(
          convention,
          "%s.%s is not unique, so it does not name one row; name a column that is"
              .formatted(name, TableName.written(column)));
    }
    return key;
  }

  /** A foreign key to the accounts wins. */
  private void contradiction(Convention.Column convention, Table table, TableName named) {
    for (ForeignKey key : live.foreignKeys()) {
      if (key.from().equals(table.name())
          && key.fromColumns().equals(List.of(convention.column()))
          && !key.to().equals(named)
          && !key.to().equals(store.accounts())
          && !own.contains(table.name())) {
        add(
            convention,
            "'%s' says that it names a row of %s, but the foreign key %s of %s leads to %s; give %s an entry of its own, such as owned-by: %s -> %s.%s"
                .formatted(
                    convention.name(),
                    named,
                    key.name(),
                    table.name(),
                    key.to(),
                    table.name(),
                    TableName.written(convention.column()),
                    key.to(),
                    TableName.written(key.toColumns().get(0))));
      }
    }
  }

  private void people(Convention.People people) {
    if (table(people, people.people()) == null) {
      return;
    }
    claim(people, people.people());
    for (TableName members : people.members()) {
      Table table = table(people, members);
      if (table != null && members.equals(people.people())) {
        add(
            people,
            "'members' is the table of people itself; name the table that says which people an account has");
      } else if (table != null && isElsewhere(table, people.people())) {
        add(
            people,
            "no column of %s leads to %s; name the table that says which people an account has"
                .formatted(members, people.people()));
      }
    }
  }

  /** True if all of its columns are declared references to other tables than the people. */
  private boolean isElsewhere(Table members, TableName people) {
    List<ForeignKey> keys =
        live.foreignKeys().stream().filter(key -> key.from().equals(members.name())).toList();
    Set<String> declared = new TreeSet<>();
    keys.forEach(key -> declared.addAll(key.fromColumns()));
    return keys.stream().noneMatch(key -> key.to().equals(people))
        && members.columns().stream()
            .map(Column::name)
            .filter(column -> !members.primaryKey().equals(List.of(column)))
            .allMatch(declared::contains);
  }

  private void framework(Convention.OfFramework convention) {
    Map<TableName, FrameworkTables.Found> found = FrameworkTables.of(convention.framework(), live);
    if (found.isEmpty()) {
      add(
          convention,
          "%s is not in this store: no part of it (%s) has all of its tables and columns here; remove the line"
              .formatted(
                  convention.framework().name(),
                  String.join(
                      ", ",
                      convention.framework().parts().stream().map(part -> part.name()).toList())));
    }
    found.keySet().forEach(table -> claim(convention, table));
  }

  private void tables(Convention.Tables convention) {
    List<TableName> matching = live.tables().keySet().stream().filter(convention::matches).toList();
    if (matching.isEmpty()) {
      add(
          convention,
          "no table matches %s%s"
              .formatted(convention.pattern(), NearestName.hint(convention.pattern(), patterns())));
    }
    for (TableName table : matching) {
      claim(convention, table);
      if (convention.ownership() instanceof DataSet.Ownership.Shared && !own.contains(table)) {
        live.foreignKeys().stream()
            .filter(key -> key.from().equals(table) && key.to().equals(store.accounts()))
            .forEach(
                key ->
                    add(
                        convention,
                        "'%s' says that %s is shared, but its foreign key %s leads to an account; give it an entry of its own, such as owned-by: %s"
                            .formatted(
                                convention.name(),
                                table,
                                key.name(),
                                TableName.written(key.fromColumns().get(0)))));
      }
    }
  }

  private void claim(Convention convention, TableName table) {
    if (own.contains(table)) {
      return;
    }
    Convention earlier = claimed.putIfAbsent(table, convention);
    boolean framework =
        earlier instanceof Convention.OfFramework != convention instanceof Convention.OfFramework;
    if (earlier != null && !framework) {
      add(
          convention,
          "'%s' and '%s' (line %d) both claim %s; give it an entry of its own, or make one of them narrower"
              .formatted(convention.name(), earlier.name(), earlier.at().line(), table));
    }
  }

  private @Nullable Table table(Convention convention, TableName name) {
    Table table = live.tables().get(name);
    if (table == null) {
      add(
          convention,
          "there is no table %s%s"
              .formatted(
                  name,
                  NearestName.hint(
                      name.toString(),
                      live.tables().keySet().stream().map(TableName::toString).toList())));
    }
    return table;
  }

  private void add(Convention convention, String message) {
    problems.add(
        new CatalogProblem(Kind.WRONG_CONVENTION, store.accounts(), message, convention.at()));
  }

  private Collection<String> columnNames() {
    Set<String> names = new TreeSet<>();
    live.tables().values().forEach(table -> table.columns().forEach(c -> names.add(c.name())));
    return names;
  }

  private Collection<String> patterns() {
    Set<String> names = new TreeSet<>();
    live.tables().keySet().forEach(table -> names.add(TableName.written(table.schema()) + ".*"));
    return names;
  }
}
