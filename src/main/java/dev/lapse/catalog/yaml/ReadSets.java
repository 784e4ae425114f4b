package dev.lapse.catalog.yaml;

import dev.lapse.catalog.AnonymousValue;
import dev.lapse.catalog.ColumnExpression;
import dev.lapse.catalog.Convention;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.OwnedByText;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.file.Labels;
import dev.lapse.file.NearestName;
import dev.lapse.file.WrongFile;
import dev.lapse.file.YamlMap;
import dev.lapse.file.YamlValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the {@code sets} of a catalog, independently of each other. */
final class ReadSets {
  private static final String[] KEYS = {
    "store",
    "table",
    "owned-by",
    "shared",
    "shared-where",
    "unclassified",
    "by",
    "billing",
    "keep",
    "anonymize",
    "label",
    "refers",
    "accepts",
    "bypasses",
    "large-objects"
  };
  private static final List<String> OWNERSHIPS = List.of("owned-by", "shared", "unclassified");

  private ReadSets() {}

  /** A set and the lines it was read from. */
  record Entry(DataSet set, YamlMap yaml) {}

  static List<Entry> of(List<YamlValue> items, List<Store> stores, List<Convention> conventions) {
    List<String> names = stores.stream().map(Store::name).toList();
    List<Entry> entries = new ArrayList<>();
    Map<String, DataSet> seen = new HashMap<>();
    for (YamlValue item : items) {
      if (ReadSequences.isOne(item)) {
        continue;
      }
      YamlMap map = item.map();
      DataSet set = set(map, names, conventions);
      DataSet earlier = seen.putIfAbsent(set.name(), set);
      if (earlier != null) {
        throw item.wrong(
            "%s is already on line %d; list a table once, with several paths as a list in 'owned-by'"
                .formatted(set.name(), earlier.at().line()));
      }
      entries.add(new Entry(set, map));
    }
    return KeptSets.resolve(entries);
  }

  private static DataSet set(YamlMap map, List<String> stores, List<Convention> conventions) {
    map.allowOnly(KEYS);
    String store = store(map, stores);
    TableName table = table(map.get("table"));
    DataSet.Ownership ownership = ownership(map, table.toString());
    boolean billing = map.find("billing").map(YamlValue::bool).orElse(false);
    DataSet.Keep keep = map.find("keep").map(value -> KeptSets.read(value.map())).orElse(null);
    Map<String, @Nullable String> anonymize = anonymize(map);
    refuseContradictions(map, ownership, billing);
    DataSet.SideEffects sideEffects = sideEffects(map, ownership);
    Map<String, String> label = map.find("label").map(Labels::read).orElse(Map.of());
    return new DataSet(
        store,
        table,
        ownership,
        billing,
        keep,
        anonymize,
        label,
        sideEffects,
        by(map, store, conventions),
        map.at());
  }

  static String store(YamlMap map, List<String> stores) {
    YamlValue store = map.get("store");
    if (!stores.contains(store.text())) {
      throw store.wrong(
          "there is no store '%s'%s"
              .formatted(store.text(), NearestName.hint(store.text(), stores)));
    }
    return store.text();
  }

  private static DataSet.SideEffects sideEffects(YamlMap map, DataSet.Ownership ownership) {
    if (map.find("large-objects").isPresent() && !(ownership instanceof DataSet.Ownership.Owned)) {
      throw new WrongFile(
          map.at("large-objects"),
          "'large-objects' needs 'owned-by', because it is about rows that are erased");
    }
    Set<String> accepts = new TreeSet<>(names(map, "accepts"));
    Set<String> bypasses = new TreeSet<>(names(map, "bypasses"));
    for (String name : bypasses) {
      if (accepts.contains(name)) {
        throw new WrongFile(
            map.at("bypasses"),
            "'%s' is in 'accepts' too; a trigger is either accepted or bypassed".formatted(name));
      }
    }
    return new DataSet.SideEffects(
        items(map, "refers").stream().map(ReadSets::reference).toList(),
        Collections.unmodifiableSet(accepts),
        Collections.unmodifiableSet(bypasses),
        names(map, "large-objects"),
        items(map, "shared-where").stream().map(value -> sharedWhere(value, ownership)).toList());
  }

  /** It covers the types that the paths leave out, so it must use the same column. */
  private static DataSet.SharedWhere sharedWhere(YamlValue value, DataSet.Ownership ownership) {
    DataSet.SharedWhere shared =
        parsed(value, OwnedByText::readSharedWhere, OwnedByText.SHARED_FORMS);
    List<OwnedBy.Where> named = new ArrayList<>();
    if (ownership instanceof DataSet.Ownership.Owned owned) {
      for (OwnedBy way : owned.by()) {
        if (way.where() != null) {
          named.add(way.where());
        }
      }
    }
    if (DataSet.SharedWhere.isPrefix(shared.column()) && readsPrefix(ownership, shared.column())) {
      return shared;
    }
    if (named.stream().noneMatch(where -> where.column().equals(shared.column()))) {
      throw value.wrong(
          "'shared-where' is about rows that no path includes, but no path has 'where %s'%s"
              .formatted(
                  TableName.written(shared.column()),
                  NearestName.hint(
                      shared.column(), named.stream().map(OwnedBy.Where::column).toList())));
    }
    for (OwnedBy.Where where : named) {
      for (String both : where.values()) {
        if (where.column().equals(shared.column()) && shared.values().contains(both)) {
          throw value.wrong(
              "rows with %s '%s' already belong to an account by a path of 'owned-by'; use the value once"
                  .formatted(TableName.written(shared.column()), both));
        }
      }
    }
    return shared;
  }

  private static boolean readsPrefix(DataSet.Ownership ownership, String column) {
    return ownership instanceof DataSet.Ownership.Owned owned
        && owned.by().stream()
            .flatMap(way -> way.columns().stream())
            .filter(DataSet.SharedWhere::isPrefix)
            .anyMatch(
                other ->
                    !other.equals(column)
                        && ColumnExpression.base(other).equals(ColumnExpression.base(column)));
  }

  private static List<String> names(YamlMap map, String key) {
    return items(map, key).stream().map(YamlValue::raw).toList();
  }

  /** One value, or a list of them. */
  private static List<YamlValue> items(YamlMap map, String key) {
    return map.find(key)
        .map(value -> value.isList() ? value.list() : List.of(value))
        .orElse(List.of());
  }

  private static OwnedBy.Reference reference(YamlValue value) {
    if (way(value) instanceof OwnedBy.Reference reference) {
      return reference;
    }
    throw value.wrong(
        "'%s' is not a reference; write one as in manager_id -> public.employee.id"
            .formatted(value.raw()));
  }

  private static @Nullable String by(YamlMap map, String store, List<Convention> conventions) {
    YamlValue by = map.find("by").orElse(null);
    if (by == null) {
      return null;
    }
    List<String> names =
        conventions.stream()
            .filter(convention -> convention.store().equals(store))
            .map(Convention::name)
            .toList();
    if (!names.contains(by.raw())) {
      throw by.wrong(
          "there is no convention '%s'%s; remove 'by' to keep the entry as your own"
              .formatted(by.raw(), NearestName.hint(by.raw(), names)));
    }
    return by.raw();
  }

  static DataSet.Ownership ownership(YamlMap map, String table) {
    List<String> given = OWNERSHIPS.stream().filter(map.keys()::contains).toList();
    if (given.size() != 1) {
      throw new WrongFile(
          map.at(),
          given.isEmpty()
              ? "%s needs 'owned-by', 'shared: true' or 'unclassified'".formatted(table)
              : "%s has %s; it needs exactly one of owned-by, shared, unclassified"
                  .formatted(table, String.join(" and ", given)));
    }
    YamlValue value = map.get(given.get(0));
    switch (given.get(0)) {
      case "shared" -> {
        if (!value.bool()) {
          throw value.wrong(
              "'shared' must be true or left out; 'owned-by' names the owner of the rows");
        }
        return new DataSet.Ownership.Shared();
      }
      case "unclassified" -> {
        return new DataSet.Ownership.Unclassified(value.raw());
      }
      default -> {
        List<OwnedBy> ways =
            value.isList()
                ? value.list().stream().map(ReadSets::way).toList()
                : List.of(way(value));
        if (ways.isEmpty()) {
          throw value.wrong("'owned-by' is an empty list; " + OwnedByText.FORMS);
        }
        return new DataSet.Ownership.Owned(ways);
      }
    }
  }

  private static void refuseContradictions(
      YamlMap map, DataSet.Ownership ownership, boolean billing) {
    if (map.find("keep").isPresent() && billing) {
      throw new WrongFile(
          map.at("billing"),
          "'billing' and 'keep' cannot be combined: payment details are removed at the lapse");
    }
    if (!(ownership instanceof DataSet.Ownership.Owned)) {
      for (String key : List.of("billing", "keep", "anonymize", "label")) {
        if (map.find(key).isPresent() && !(key.equals("billing") && !billing)) {
          throw new WrongFile(
              map.at(key),
              "'%s' needs 'owned-by', because it applies to an account's rows".formatted(key));
        }
      }
    }
  }

  private static Map<String, @Nullable String> anonymize(YamlMap map) {
    if (map.find("anonymize").isEmpty()) {
      return Map.of();
    }
    YamlValue value = map.get("anonymize");
    Map<String, @Nullable String> columns = new LinkedHashMap<>();
    value
        .map()
        .all()
        .forEach(
            (column, constant) -> columns.put(column, constant.isNull() ? null : text(constant)));
    if (columns.isEmpty()) {
      throw value.wrong("'anonymize' has no column; write one as in {author: null}");
    }
    return Collections.unmodifiableMap(columns);
  }

  private static String text(YamlValue constant) {
    try {
      AnonymousValue.parse(constant.raw());
      return constant.raw();
    } catch (IllegalArgumentException unknownWord) {
      throw constant.wrong(String.valueOf(unknownWord.getMessage()));
    }
  }

  static TableName table(YamlValue value) {
    return parsed(value, OwnedByText::readTable, "write schema and table, as in public.contact");
  }

  private static OwnedBy way(YamlValue value) {
    return parsed(value, OwnedByText::read, OwnedByText.FORMS);
  }

  private static <T> T parsed(YamlValue value, Function<String, T> read, String right) {
    try {
      return read.apply(value.raw());
    } catch (IllegalArgumentException malformed) {
      throw value.wrong("'%s': %s; %s".formatted(value.raw(), malformed.getMessage(), right));
    }
  }
}
