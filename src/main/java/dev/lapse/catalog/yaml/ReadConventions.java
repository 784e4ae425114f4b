package dev.lapse.catalog.yaml;

import dev.lapse.catalog.Convention;
import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.OwnedByText;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.framework.Framework;
import dev.lapse.catalog.framework.Frameworks;
import dev.lapse.file.NearestName;
import dev.lapse.file.WrongFile;
import dev.lapse.file.YamlMap;
import dev.lapse.file.YamlValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the {@code conventions} of a catalog. */
final class ReadConventions {
  private static final List<String> KINDS =
      List.of("column", "people", "framework", "tables", "types");
  private static final String ACCOUNT = "account";
  private static final String SHARED = "shared";

  private final List<Store> stores;
  private final Frameworks frameworks;

  private ReadConventions(List<Store> stores, Frameworks frameworks) {
    this.stores = stores;
    this.frameworks = frameworks;
  }

  static List<Convention> of(List<YamlValue> items, List<Store> stores, Frameworks frameworks) {
    ReadConventions read = new ReadConventions(stores, frameworks);
    List<Convention> all = new ArrayList<>();
    Map<List<String>, Convention> seen = new HashMap<>();
    for (YamlValue item : items) {
      Convention convention = read.convention(item.map());
      Convention earlier =
          seen.putIfAbsent(List.of(convention.store(), convention.name()), convention);
      if (earlier != null) {
        throw item.wrong(
            "'%s' is already on line %d; make one of the two"
                .formatted(convention.name(), earlier.at().line()));
      }
      all.add(convention);
    }
    return List.copyOf(all);
  }

  private Convention convention(YamlMap map) {
    List<String> given = KINDS.stream().filter(map.keys()::contains).toList();
    if (given.size() != 1) {
      map.allowOnly(
          "store",
          "column",
          "names",
          "null",
          "people",
          "members",
          "framework",
          "tables",
          "types",
          "shared",
          "owned-by",
          "why");
      throw new WrongFile(
          map.at(), "a convention has exactly one of %s".formatted(String.join(", ", KINDS)));
    }
    String store = store(map);
    return switch (given.get(0)) {
      case "column" -> column(map, store);
      case "people" -> people(map, store);
      case "framework" -> framework(map, store);
      case "tables" -> tables(map, store);
      default -> types(map, store);
    };
  }

  /** May be left out where there is one database only. */
  private String store(YamlMap map) {
    if (map.find("store").isPresent() || stores.size() != 1) {
      return ReadSets.store(map, stores.stream().map(Store::name).toList());
    }
    return stores.get(0).name();
  }

  private static Convention column(YamlMap map, String store) {
    map.allowOnly("store", "column", "names", "null");
    YamlValue names = map.get("names");
    String nulls =
        map.find("null").map(value -> value.oneOf(List.of(SHARED, "elsewhere"))).orElse("");
    return new Convention.Column(
        store,
        map.get("column").raw(),
        names.raw().equals(ACCOUNT) ? null : target(names),
        nulls.isEmpty()
            ? null
            : nulls.equals(SHARED) ? Convention.Nulls.SHARED : Convention.Nulls.ELSEWHERE,
        map.at());
  }

  private static Convention.Target target(YamlValue names) {
    try {
      if (OwnedByText.read("x -> " + names.raw()) instanceof OwnedBy.Reference reference
          && reference.parentColumns().size() == 1
          && reference.where() == null) {
        return new Convention.Target(reference.parent(), reference.parentColumns().get(0));
      }
    } catch (IllegalArgumentException malformed) {
      // falls through to the same message
    }
    throw names.wrong(
        "'names' is '%s', but must be account, or schema, table and column as in public.company.directory_id"
            .formatted(names.raw()));
  }

  private static Convention people(YamlMap map, String store) {
    map.allowOnly("store", "people", "members", "shared", "why");
    TableName people = ReadSets.table(map.get("people"));
    if (map.find(SHARED).isPresent()) {
      refuseFalse(map.get(SHARED));
      return new Convention.People(store, people, List.of(), map.get("why").raw(), map.at());
    }
    YamlValue members = map.get("members");
    return new Convention.People(
        store,
        people,
        members.isList()
            ? members.list().stream().map(ReadSets::table).toList()
            : List.of(ReadSets.table(members)),
        null,
        map.at());
  }

  private Convention framework(YamlMap map, String store) {
    map.allowOnly("store", "framework");
    YamlValue name = map.get("framework");
    Framework framework =
        frameworks
            .find(name.text())
            .orElseThrow(
                () ->
                    name.wrong(
                        "there is no framework '%s'%s"
                            .formatted(
                                name.text(),
                                NearestName.hint(name.text(), frameworks.byName().keySet()))));
    return new Convention.OfFramework(store, framework, map.at());
  }

  private static Convention tables(YamlMap map, String store) {
    map.allowOnly("store", "tables", "shared", "owned-by", "why");
    YamlValue pattern = map.get("tables");
    if (!pattern.raw().contains(".")) {
      throw pattern.wrong(
          "'%s' has no schema; write schema and table, as in \"pgmq.*\" or \"public.qrtz_*\""
              .formatted(pattern.raw()));
    }
    Ownership ownership = ReadSets.ownership(map, pattern.raw());
    String why = map.find("why").map(YamlValue::raw).orElse(null);
    if (ownership instanceof Ownership.Shared && why == null) {
      throw new WrongFile(
          map.at(), "'why' is missing: say why the rows of all these tables belong to no account");
    }
    return new Convention.Tables(store, pattern.raw(), ownership, why, map.at());
  }

  private static Convention types(YamlMap map, String store) {
    map.allowOnly("store", "types");
    Map<String, Optional<TableName>> types = new TreeMap<>();
    map.get("types")
        .map()
        .all()
        .forEach((type, table) -> types.put(type, Optional.ofNullable(typed(table))));
    return new Convention.Types(store, types, map.at());
  }

  private static @Nullable TableName typed(YamlValue table) {
    return table.raw().equals(SHARED) ? null : ReadSets.table(table);
  }

  private static void refuseFalse(YamlValue shared) {
    if (!shared.bool()) {
      throw shared.wrong("'shared' must be true or left out");
    }
  }
}
