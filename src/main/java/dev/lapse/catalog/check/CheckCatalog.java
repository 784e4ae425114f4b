package dev.lapse.catalog.check;

import dev.lapse.catalog.AccountSequence;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.ColumnExpression;
import dev.lapse.catalog.Convention;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.KeyType;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.CatalogProblem.Kind;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Table;
import dev.lapse.file.NearestName;
import dev.lapse.file.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Compares the catalog's entries of a store with the live store. */
public final class CheckCatalog {
  private final Catalog catalog;
  private final Store store;
  private final StoreSchema live;
  private final List<CatalogProblem> problems = new ArrayList<>();

  private CheckCatalog(Catalog catalog, Store store, StoreSchema live) {
    this.catalog = catalog;
    this.store = store;
    this.live = live;
  }

  /** All problems, in a stable order; none if the catalog covers the store. */
  public static List<CatalogProblem> of(Catalog catalog, Store store, StoreSchema live) {
    CheckCatalog check = new CheckCatalog(catalog, store, live);
    check.accounts();
    check.unlisted();
    for (DataSet set : catalog.setsOf(store)) {
      check.set(set);
    }
    catalog.sequencesOf(store).forEach(check::sequence);
    check.problems.addAll(CheckForeignKeys.of(catalog, store, live));
    return check.problems.stream().sorted().distinct().toList();
  }

  private void accounts() {
    find(store.accounts(), store.at())
        .ifPresent(accounts -> column(accounts, store.key(), store.at()));
    AccountsKey.flaw(store, live)
        .ifPresent(flaw -> add(Kind.ACCOUNTS_KEY, store.accounts(), flaw, store.at()));
    catalog
        .set(store.name(), store.accounts())
        .filter(set -> !(set.ownership() instanceof DataSet.Ownership.Unclassified))
        .filter(set -> !set.ways().equals(List.of(new OwnedBy.Key(store.key()))))
        .ifPresent(
            set ->
                add(
                    Kind.WRONG_ACCOUNTS,
                    set.table(),
                    "%s is the accounts table of store '%s'; write owned-by: %s"
                        .formatted(set.table(), store.name(), new OwnedBy.Key(store.key()).text()),
                    set.at()));
  }

  private void unlisted() {
    for (TableName table : live.tables().keySet()) {
      if (catalog.set(store.name(), table).isEmpty()) {
        add(
            Kind.UNLISTED,
            table,
            "%s is not listed for store '%s'; list it with owned-by, shared or unclassified"
                .formatted(table, store.name()),
            store.at());
      }
    }
  }

  /** The sequences of erased accounts do not exist, but a missing schema is a mistake. */
  private void sequence(AccountSequence sequence) {
    Set<String> schemas = new TreeSet<>();
    live.tables().keySet().forEach(table -> schemas.add(table.schema()));
    live.sequences().forEach(known -> schemas.add(known.schema()));
    if (!schemas.contains(sequence.schema())) {
      add(
          Kind.MISSING_NAME,
          sequence.nameFor("account"),
          "store '%s' has no sequences in schema '%s'%s"
              .formatted(
                  store.name(),
                  sequence.schema(),
                  NearestName.hint(sequence.schema(), List.copyOf(schemas))),
          sequence.at());
    }
  }

  private void set(DataSet set) {
    if (set.ownership() instanceof DataSet.Ownership.Unclassified unclassified) {
      add(
          Kind.UNCLASSIFIED,
          set.table(),
          "%s is unclassified (%s); answer with owned-by or shared"
              .formatted(set.table(), unclassified.question()),
          set.at());
    }
    stale(set);
    throughPeopleWhoStay(set);
    Table table = find(set.table(), set.at()).orElse(null);
    if (table == null) {
      return;
    }
    unsupported(set, table);
    for (OwnedBy way : set.ways()) {
      way(set, table, way);
      temporal(set, way);
    }
    problems.addAll(CheckKept.date(set, table));
    problems.addAll(CheckAnonymize.of(set, table));
    problems.addAll(CheckSideEffects.of(set, table, live));
    problems.addAll(CheckTriggers.of(catalog, set, live));
    problems.addAll(CheckPublications.of(set, live));
    set.sideEffects().refers().forEach(reference -> reference(set, table, reference));
  }

  /** A changed convention has no effect until {@code discover} has updated its entries. */
  private void stale(DataSet set) {
    catalog.conventionsOf(store).stream()
        .filter(convention -> convention.name().equals(set.by()))
        .forEach(
            convention ->
                convention
                    .contradicts(set)
                    .ifPresent(
                        says ->
                            add(
                                Kind.STALE_ENTRY,
                                set.table(),
                                "line %d says that %s, but the entry in line %d, made by an earlier version of this convention, says that %s; run 'lapse catalog discover', or remove its 'by'"
                                    .formatted(
                                        convention.at().line(), says, set.at().line(), fate(set)),
                                set.at())));
  }

  /** What hangs on people has entries of its own, which no convention made. */
  private void throughPeopleWhoStay(DataSet set) {
    for (Convention convention : catalog.conventionsOf(store)) {
      if (convention instanceof Convention.People people
          && people.stay()
          && set.ways().stream().anyMatch(way -> way.endsAt(people.people()))) {
        add(
            Kind.STALE_ENTRY,
            set.table(),
            "line %d says that %s stays, but the entry in line %d says that %s belongs to accounts through it; write shared: true, or another path"
                .formatted(people.at().line(), people.people(), set.at().line(), set.table()),
            set.at());
      }
    }
  }

  private static String fate(DataSet set) {
    List<String> ways = set.ways().stream().map(OwnedBy::text).toList();
    return !set.isOwned()
        ? "it stays"
        : set.isErased() ? "it is erased" : "it belongs to accounts by " + String.join(", ", ways);
  }

  /** Rows in another database are not part of the erasing transaction. */
  private void unsupported(DataSet set, Table table) {
    if (table.kind() == StoreSchema.TableKind.FOREIGN && set.isOwned()) {
      add(
          Kind.UNSUPPORTED,
          set.table(),
          "%s is a foreign table, whose rows are in another database; list that database as a store of its own, and this table as shared"
              .formatted(set.table()),
          set.at());
    }
  }

  private void temporal(DataSet set, OwnedBy way) {
    TemporalForeignKeys.followedBy(way, set.table(), store, live)
        .ifPresent(
            key ->
                add(
                    Kind.UNSUPPORTED,
                    set.table(),
                    "%s is owned through foreign key %s, which compares periods: one row may refer to several and equal none; use another path"
                        .formatted(set.table(), key.name()),
                    set.at()));
  }

  private void way(DataSet set, Table table, OwnedBy way) {
    way.visit(
        key -> {
          keyType(set, table, key);
          live.table(store.accounts())
              .ifPresent(
                  accounts ->
                      join(
                          set,
                          table,
                          key.columns(),
                          accounts,
                          List.of(store.key()),
                          ComparableTypes::refers));
        },
        reference -> reference(set, table, reference),
        referrer ->
            find(referrer.referrer(), set.at())
                .ifPresent(other -> referrer(set, table, other, referrer)));
  }

  private void keyType(DataSet set, Table table, OwnedBy.Key key) {
    table
        .column(key.column())
        .filter(column -> KeyType.of(column.type()).isEmpty())
        .filter(this::isComparableWithKey)
        .ifPresent(
            column ->
                add(
                    Kind.UNSUPPORTED,
                    set.table(),
                    "%s.%s is of type %s; keys of accounts are integers, uuids or texts"
                        .formatted(table.name(), TableName.written(column.name()), column.type()),
                    set.at()));
  }

  private boolean isComparableWithKey(Column column) {
    return live.table(store.accounts())
        .flatMap(accounts -> accounts.column(store.key()))
        .filter(key -> ComparableTypes.refers(column.type(), key.type()))
        .isPresent();
  }

  private void referrer(DataSet set, Table table, Table other, OwnedBy.Referrer way) {
    if (way.whose() != null) {
      column(other, way.whose().column(), set.at());
    }
    join(
        set,
        table,
        way.columns(),
        other,
        way.referrerColumns(),
        (own, referring) -> ComparableTypes.refers(referring, own));
  }

  /** The referenced table, if it exists. */
  private Optional<Table> reference(DataSet set, Table table, OwnedBy.Reference reference) {
    OwnedBy.Where where = reference.where();
    if (where != null) {
      column(table, where.column(), set.at());
    }
    Optional<Table> parent = find(reference.parent(), set.at());
    parent.ifPresent(
        other ->
            join(
                set,
                table,
                reference.columns(),
                other,
                reference.parentColumns(),
                ComparableTypes::refers));
    return parent;
  }

  private void join(
      DataSet set,
      Table table,
      List<String> columns,
      Table other,
      List<String> otherColumns,
      BiPredicate<String, String> comparable) {
    for (int i = 0; i < columns.size(); i++) {
      Column column = column(table, columns.get(i), set.at());
      Column otherColumn = column(other, otherColumns.get(i), set.at());
      if (column != null
          && otherColumn != null
          && !comparable.test(column.type(), otherColumn.type())) {
        add(
            Kind.TYPE_MISMATCH,
            set.table(),
            "%s.%s is %s, but %s.%s is %s; use columns of the same type"
                .formatted(
                    table.name(),
                    TableName.written(column.name()),
                    column.type(),
                    other.name(),
                    TableName.written(otherColumn.name()),
                    otherColumn.type()),
            set.at());
      }
    }
  }

  private Optional<Table> find(TableName name, Position at) {
    Optional<Table> table = live.table(name);
    if (table.isEmpty() && live.views().contains(name)) {
      add(
          Kind.MISSING_TABLE,
          name,
          "%s is a view of store '%s', and a view has no rows of its own; use the table that has them"
              .formatted(name, store.name()),
          at);
    } else if (table.isEmpty()) {
      List<String> known = live.tables().keySet().stream().map(TableName::toString).toList();
      add(
          Kind.MISSING_TABLE,
          name,
          "store '%s' has no table %s%s"
              .formatted(store.name(), name, NearestName.hint(name.toString(), known)),
          at);
    }
    return table;
  }

  private @Nullable Column column(Table table, String name, Position at) {
    Column column = table.column(name).orElse(null);
    Column base = table.column(ColumnExpression.base(name)).orElse(null);
    if (column == null && base != null) {
      add(
          Kind.TYPE_MISMATCH,
          table.name(),
          "%s.%s is %s; a key after a prefix is read from a text column, one behind ->> from json or jsonb"
              .formatted(table.name(), TableName.written(base.name()), base.type()),
          at);
    } else if (column == null) {
      List<String> known = table.columns().stream().map(Column::name).toList();
      add(
          Kind.MISSING_COLUMN,
          table.name(),
          "%s has no column '%s'%s".formatted(table.name(), name, NearestName.hint(name, known)),
          at);
    }
    return column;
  }

  private void add(Kind kind, TableName table, String message, Position at) {
    problems.add(new CatalogProblem(kind, table, message, at));
  }
}
