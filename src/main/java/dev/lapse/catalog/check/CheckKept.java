package dev.lapse.catalog.check;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.DataSet.Keep;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.CatalogProblem.Kind;
import dev.lapse.catalog.live.PersonalColumns;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import dev.lapse.catalog.live.StoreSchema.Table;
import dev.lapse.file.NearestName;
import dev.lapse.file.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks by which date rows are kept, and says what kept rows keep alive. */
public final class CheckKept {
  private CheckKept() {}

  /** A period is counted from a date; anything else would be a guess. */
  static List<CatalogProblem> date(DataSet set, Table table) {
    Keep keep = set.keep();
    if (keep == null || keep.from() == null) {
      return List.of();
    }
    Column column = table.column(keep.from()).orElse(null);
    if (column == null) {
      List<String> known = table.columns().stream().map(Column::name).toList();
      return List.of(
          new CatalogProblem(
              Kind.MISSING_COLUMN,
              set.table(),
              "%s has no column '%s'%s"
                  .formatted(table.name(), keep.from(), NearestName.hint(keep.from(), known)),
              set.at()));
    }
    return column.type().equals("date") || column.type().startsWith("timestamp")
        ? List.of()
        : List.of(
            new CatalogProblem(
                Kind.TYPE_MISMATCH,
                set.table(),
                "%s is kept from %s, which is %s; name a column of type date, timestamp or timestamptz"
                    .formatted(set.table(), TableName.written(keep.from()), column.type()),
                set.at()));
  }

  /** Of a table that kept rows refer to: what to write so that it is kept without its customer. */
  static String keepingToo(DataSet referred, Keep keep, StoreSchema live) {
    String kept = "keep: {why: %s, for: %s}".formatted(YamlScalar.of(keep.why()), keep.duration());
    String anonymize =
        live.table(referred.table()).map(table -> anonymize(referred, table)).orElse("");
    return anonymize.isEmpty() ? kept : kept + ", " + anonymize;
  }

  /** Remarks about what stays because of kept rows, and about what does not stay with them. */
  public static List<String> notices(Catalog catalog, Store store, StoreSchema live) {
    TreeMap<TableName, Set<String>> alive = alive(catalog, store, live);
    List<String> notices = new ArrayList<>();
    alive.forEach(
        (table, referring) ->
            catalog
                .set(store.name(), table)
                .map(set -> notice(set, live.table(table).orElseThrow(), referring))
                .ifPresent(notices::add));
    catalog.setsOf(store).stream()
        .filter(set -> set.keep() != null && !alive.containsKey(set.table()))
        .filter(set -> !set.table().equals(store.accounts()))
        .forEach(set -> parts(catalog.setsOf(store), set).forEach(notices::add));
    return notices;
  }

  /** An invoice without its lines is worth little: what hangs on kept rows alone may be a part. */
  private static Stream<String> parts(List<DataSet> sets, DataSet kept) {
    return sets.stream()
        .filter(set -> set.isOwned() && set.keep() == null && set.anonymize().isEmpty())
        .filter(set -> !set.ways().isEmpty())
        .filter(set -> set.ways().stream().allMatch(way -> way.endsAt(kept.table())))
        .map(
            set ->
                "%s: rows of %s are erased although those of %s, to which they belong, are kept; if they are to stay too, add: keep: {why: %s, with: %s}"
                    .formatted(
                        set.at(),
                        set.table(),
                        kept.table(),
                        YamlScalar.of(Objects.requireNonNull(kept.keep()).why()),
                        kept.table()));
  }

  /**
   * Sets that are kept with all they have because rows that are kept refer to them. A set that is
   * kept with such a set does not count: it is a part of it.
   */
  private static TreeMap<TableName, Set<String>> alive(
      Catalog catalog, Store store, StoreSchema live) {
    TreeMap<TableName, Set<String>> alive = new TreeMap<>();
    for (ForeignKey key : live.foreignKeys()) {
      DataSet from = catalog.set(store.name(), key.from()).orElse(null);
      DataSet to = catalog.set(store.name(), key.to()).orElse(null);
      boolean keeps =
          from != null
              && to != null
              && from.keep() != null
              && !from.table().equals(to.table())
              && !key.to().equals(from.keep().with())
              && to.keep() != null
              && to.anonymize().isEmpty();
      if (keeps) {
        alive.computeIfAbsent(key.to(), table -> new TreeSet<>()).add(key.from().toString());
      }
    }
    return alive;
  }

  private static @Nullable String notice(DataSet set, Table table, Set<String> referring) {
    List<String> names = personal(set, table).stream().map(Column::name).toList();
    return names.isEmpty()
        ? null
        : "%s: %s of %s stays as long as rows of %s, which are kept and refer to it; if the law does not ask for it, add: %s"
            .formatted(
                set.at(),
                String.join(", ", names),
                set.table(),
                String.join(", ", referring),
                anonymize(set, table));
  }

  private static List<Column> personal(DataSet set, Table table) {
    Set<String> needed = new TreeSet<>(set.recognizedBy());
    needed.addAll(table.primaryKey());
    return table.columns().stream()
        .filter(column -> PersonalColumns.namesCustomer(column.name()))
        .filter(column -> !needed.contains(column.name()) && !column.generated())
        .filter(column -> !column.notNull() || ComparableTypes.isText(column.type()))
        .toList();
  }

  private static String anonymize(DataSet set, Table table) {
    return personal(set, table).stream()
        .map(column -> YamlScalar.of(column.name()) + ": " + constant(table, column))
        .collect(
            Collectors.collectingAndThen(
                Collectors.joining(", "),
                all -> all.isEmpty() ? "" : "anonymize: {%s}".formatted(all)));
  }

  private static String constant(Table table, Column column) {
    if (!column.notNull()) {
      return "null";
    }
    boolean unique =
        table.distinctions().stream().anyMatch(key -> key.columns().contains(column.name()));
    return !unique ? "\"\"" : table.primaryKey().isEmpty() ? "\"{random}\"" : "\"{key}\"";
  }
}
