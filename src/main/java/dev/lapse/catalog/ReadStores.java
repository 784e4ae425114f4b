package dev.lapse.catalog;

import dev.lapse.file.Position;
import dev.lapse.file.YamlMap;
import dev.lapse.file.YamlValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the {@code stores} of a catalog. */
final class ReadStores {
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_-]*";

  private static final String[] KEYS = {
    "name",
    "type",
    "url",
    "username",
    "password",
    "accounts",
    "key",
    "cells",
    "bucket",
    "region",
    "endpoint",
    "access-key",
    "secret-key",
    "prefix",
    "tag",
    "token",
    "timeout",
    "insecure"
  };

  private ReadStores() {}

  /**
   * All stores.
   *
   * @param databases those of PostgreSQL
   */
  record All(List<Store> databases, List<OtherStore> others) {}

  static All of(List<YamlValue> items) {
    List<Store> databases = new ArrayList<>();
    List<OtherStore> others = new ArrayList<>();
    List<Named> named = new ArrayList<>();
    for (YamlValue item : items) {
      YamlMap map = item.map();
      refuseUnknownKeys(map);
      String name = name(map);
      Set<String> cells =
          switch (map.get("type").oneOf(List.of("postgresql", "s3", "http"))) {
            case "s3" -> added(others, ReadS3Store.of(name, map));
            case "http" -> added(others, ReadHttpStore.of(name, map));
            default -> {
              Store store = store(name, map);
              databases.add(store);
              yield store.cells().keySet();
            }
          };
      Named store = new Named(name, cells, map.at());
      refuseSameName(item, store, named);
      refuseOtherCells(item, store, named);
      named.add(store);
    }
    return new All(List.copyOf(databases), List.copyOf(others));
  }

  /** Before the type is read: a slip in its own key should be told as one. */
  private static void refuseUnknownKeys(YamlMap map) {
    if (map.find("type").isEmpty()) {
      map.allowOnly(KEYS);
    }
  }

  private static Set<String> added(List<OtherStore> others, OtherStore store) {
    others.add(store);
    return store.cellNames();
  }

  private record Named(String name, Set<String> cells, Position at) {}

  private static void refuseSameName(YamlValue at, Named store, List<Named> earlier) {
    for (Named other : earlier) {
      if (other.name().equals(store.name())) {
        throw at.wrong(
            "store '%s' stands on line %d already; give each store a name of its own"
                .formatted(store.name(), other.at().line()));
      }
    }
  }

  /**
   * An account lives in one cell and may have rows in every store: each store must be in each cell.
   */
  private static void refuseOtherCells(YamlValue at, Named store, List<Named> earlier) {
    for (Named other : earlier) {
      if (!other.cells().equals(store.cells())) {
        throw at.wrong(
            "store '%s' is in cells %s, but store '%s' in %s; what an account of a cell has in a store that is not in the cell would be left behind: name the same cells for each store (without any it is in 'main')"
                .formatted(store.name(), store.cells(), other.name(), other.cells()));
      }
    }
  }

  private static String name(YamlMap map) {
    YamlValue name = map.get("name");
    if (!name.text().matches(NAME)) {
      throw name.wrong(
          "'name' is '%s', but must consist of letters, digits, - and _".formatted(name.text()));
    }
    return name.text();
  }

  static void refuseWrongCell(String name, YamlValue at) {
    if (!name.matches(NAME)) {
      throw at.wrong("cell '%s' must have a name of letters, digits, - and _".formatted(name));
    }
  }

  private static Store store(String name, YamlMap map) {
    map.allowOnly("name", "type", "url", "username", "password", "accounts", "key", "cells");
    TableName accounts = ReadSets.table(map.get("accounts"));
    Map<String, YamlMap> cells = cells(map);
    Map<String, StoreAddress> addresses = new LinkedHashMap<>();
    Map<String, StoreText.Address> texts = new LinkedHashMap<>();
    cells.forEach((cell, of) -> texts.put(cell, text(of)));
    cells.forEach((cell, of) -> addresses.put(cell, address(of, map)));
    if (cells.isEmpty()) {
      addresses.put("main", address(map, null));
    }
    refuseSameDatabaseTwice(map, addresses);
    return new Store(
        name,
        accounts,
        map.get("key").text(),
        Collections.unmodifiableMap(addresses),
        new StoreText(text(map), Collections.unmodifiableMap(texts)),
        map.at());
  }

  private static Map<String, YamlMap> cells(YamlMap store) {
    Map<String, YamlMap> cells = new LinkedHashMap<>();
    Optional<YamlValue> value = store.find("cells");
    if (value.isEmpty()) {
      return cells;
    }
    YamlMap map = value.get().map();
    if (map.keys().isEmpty()) {
      throw value.get().wrong("'cells' is empty; leave it out where there is one database");
    }
    for (Map.Entry<String, YamlValue> cell : map.all().entrySet()) {
      refuseWrongCell(cell.getKey(), cell.getValue());
      cells.put(cell.getKey(), cell.getValue().map().allowOnly("url", "username", "password"));
    }
    return cells;
  }

  /** Cells with one address would hold every account twice. */
  private static void refuseSameDatabaseTwice(YamlMap map, Map<String, StoreAddress> addresses) {
    Map<String, String> cellByUrl = new LinkedHashMap<>();
    addresses.forEach(
        (cell, address) -> {
          String other = cellByUrl.putIfAbsent(address.url(), cell);
          if (other != null) {
            throw map.get("cells")
                .wrong(
                    "cells '%s' and '%s' have the same url; give each cell its own database"
                        .formatted(other, cell));
          }
        });
  }

  /** What a cell does not say, its store says. */
  private static StoreAddress address(YamlMap map, @Nullable YamlMap store) {
    YamlValue url = find(map, store, "url").orElseGet(() -> map.get("url"));
    if (!url.text().startsWith("jdbc:postgresql:")) {
      // The value is not repeated: it may hold a password.
      throw url.wrong("'url' must begin as in jdbc:postgresql://host:5432/database");
    }
    return new StoreAddress(
        url.text(),
        find(map, store, "username").flatMap(YamlValue::textIfAny).orElse(null),
        find(map, store, "password").flatMap(YamlValue::textIfAny).orElse(null));
  }

  private static Optional<YamlValue> find(YamlMap map, @Nullable YamlMap store, String key) {
    return map.find(key).or(() -> store == null ? Optional.<YamlValue>empty() : store.find(key));
  }

  private static StoreText.Address text(YamlMap map) {
    return new StoreText.Address(
        map.find("url").map(YamlValue::raw).orElse(null),
        map.find("username").map(YamlValue::raw).orElse(null),
        map.find("password").map(YamlValue::raw).orElse(null));
  }
}
