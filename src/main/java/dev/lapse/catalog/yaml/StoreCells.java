package dev.lapse.catalog.yaml;

import dev.lapse.catalog.StoreYaml;
import dev.lapse.file.YamlMap;
import dev.lapse.file.YamlValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The cells of a store; settings that a cell leaves out come from its store. */
final class StoreCells {
  private final YamlMap store;
  private final Map<String, YamlMap> cells;

  private StoreCells(YamlMap store, Map<String, YamlMap> cells) {
    this.store = store;
    this.cells = cells;
  }

  /**
   * @param one what a store without cells consists of, for messages
   * @param keys keys that a cell may have
   */
  static StoreCells of(String one, YamlMap store, String... keys) {
    Map<String, YamlMap> cells = new LinkedHashMap<>();
    Optional<YamlValue> value = store.find("cells");
    if (value.isPresent()) {
      YamlMap map = value.get().map();
      if (map.keys().isEmpty()) {
        throw value.get().wrong("'cells' is empty; leave it out where there is one " + one);
      }
      map.all()
          .forEach(
              (cell, of) -> {
                ReadStores.refuseWrongCell(cell, of);
                cells.put(cell, of.map().allowOnly(keys));
              });
    }
    return new StoreCells(store, cells);
  }

  /** The cells; only {@code main} if there are none. */
  <T> Map<String, T> each(Function<Cell, T> read) {
    Map<String, T> all = new LinkedHashMap<>();
    cells.forEach((cell, map) -> all.put(cell, read.apply(new Cell(map, store))));
    if (cells.isEmpty()) {
      all.put("main", read.apply(new Cell(store, null)));
    }
    return Collections.unmodifiableMap(all);
  }

  /**
   * The entry as written in the file.
   *
   * @param without keys that are left out
   */
  StoreYaml text(String... without) {
    List<String> left = new ArrayList<>(List.of(without));
    left.add("cells");
    Map<String, Map<String, String>> ofCells = new LinkedHashMap<>();
    cells.forEach((cell, map) -> ofCells.put(cell, raw(map, List.of())));
    return new StoreYaml(raw(store, left), Collections.unmodifiableMap(ofCells));
  }

  private static Map<String, String> raw(YamlMap map, List<String> without) {
    Map<String, String> raw = new LinkedHashMap<>();
    map.all()
        .forEach(
            (key, value) -> {
              if (!without.contains(key) && !value.isNull()) {
                raw.put(key, value.raw());
              }
            });
    return Collections.unmodifiableMap(raw);
  }

  /** One cell of a store. */
  static final class Cell {
    private final YamlMap map;
    private final @Nullable YamlMap store;

    private Cell(YamlMap map, @Nullable YamlMap store) {
      this.map = map;
      this.store = store;
    }

    Optional<YamlValue> find(String key) {
      return map.find(key).or(() -> store == null ? Optional.<YamlValue>empty() : store.find(key));
    }

    YamlValue get(String key) {
      return find(key).orElseGet(() -> map.get(key));
    }
  }
}
