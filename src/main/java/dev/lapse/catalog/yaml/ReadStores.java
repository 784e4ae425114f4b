package dev.lapse.catalog.yaml;

import dev.lapse.catalog.OtherStore;
import dev.lapse.catalog.S3Store;
import dev.lapse.catalog.Store;
import dev.lapse.file.Position;
import dev.lapse.file.WrongFile;
import dev.lapse.file.YamlMap;
import dev.lapse.file.YamlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the {@code stores} of a catalog. */
final class ReadStores {
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_-]*";

  private static final String POSTGRESQL = "postgresql";

  /** Another type of store, with the keys that its entry may have. */
  private record Type(String name, String[] keys, BiFunction<String, YamlMap, OtherStore> read) {}

  private static final List<Type> OTHERS =
      List.of(
          new Type("s3", ReadS3Store.KEYS, ReadS3Store::of),
          new Type("http", ReadHttpStore.KEYS, ReadHttpStore::of));

  private ReadStores() {}

  /**
   * All stores.
   *
   * @param databases the PostgreSQL databases
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
      Set<String> cells;
      Type other = other(map.get("type"));
      if (other == null) {
        Store store = ReadPostgresStore.of(name, map);
        databases.add(store);
        cells = store.cells().keySet();
      } else {
        OtherStore store = other.read().apply(name, map);
        others.add(store);
        cells = store.cellNames();
      }
      Named store = new Named(name, cells, map.at());
      refuseSameName(item, store, named);
      refuseOtherCells(item, store, named);
      named.add(store);
    }
    refuseOverlaps(others);
    return new All(List.copyOf(databases), List.copyOf(others));
  }

  /** Read before the type, so that a typo in the key 'type' is reported as one. */
  private static void refuseUnknownKeys(YamlMap map) {
    if (map.find("type").isEmpty()) {
      map.allowOnly(
          Stream.concat(
                  Stream.of(ReadPostgresStore.KEYS),
                  OTHERS.stream().flatMap(other -> Stream.of(other.keys())))
              .toArray(String[]::new));
    }
  }

  /** Null for a PostgreSQL database. */
  private static @Nullable Type other(YamlValue type) {
    String name =
        type.oneOf(Stream.concat(Stream.of(POSTGRESQL), OTHERS.stream().map(Type::name)).toList());
    return OTHERS.stream().filter(other -> other.name().equals(name)).findFirst().orElse(null);
  }

  private record Named(String name, Set<String> cells, Position at) {}

  private static void refuseSameName(YamlValue at, Named store, List<Named> earlier) {
    for (Named other : earlier) {
      if (other.name().equals(store.name())) {
        throw at.wrong(
            "store '%s' is already on line %d; give each store its own name"
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
            "store '%s' is in cells %s, but store '%s' in %s; data in a store that is not in the account's cell would be left behind: give each store the same cells (the default is 'main')"
                .formatted(store.name(), store.cells(), other.name(), other.cells()));
      }
    }
  }

  private static void refuseOverlaps(List<OtherStore> others) {
    List<S3Store> earlier = new ArrayList<>();
    for (OtherStore other : others) {
      if (other instanceof S3Store store) {
        for (S3Store before : earlier) {
          BucketOverlap.shared(before, store)
              .ifPresent(
                  bucket -> {
                    throw new WrongFile(
                        store.at(),
                        "stores '%s' and '%s' share the bucket '%s', and objects of an account in one can overlap with those of another account in the other; give them different prefixes, such as \"files/{account}/\" and \"exports/{account}/\", or separate buckets"
                            .formatted(before.name(), store.name(), bucket.name()));
                  });
        }
        earlier.add(store);
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
}
