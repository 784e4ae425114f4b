package dev.lapse.cases;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** A catalog as a person edits it: entries are answered, added and changed by the table's name. */
final class CatalogText {
  private static final String HEAD =
      """
      stores:
        - name: product
          type: postgresql
          url: ${PRODUCT_DATABASE_URL}
          username: ${PRODUCT_DATABASE_USERNAME}
          password: ${PRODUCT_DATABASE_PASSWORD}
          accounts: %s
          key: %s
      """;
  private static final List<String> OWNERSHIPS = List.of("owned-by", "shared", "unclassified");

  private final Map<String, Object> document;

  private CatalogText(Map<String, Object> document) {
    this.document = document;
  }

  /** The stores alone: what discovery starts from. */
  static String stores(String accounts, String key) {
    return HEAD.formatted(
        "'" + accounts.replace("'", "''") + "'", "'" + key.replace("'", "''") + "'");
  }

  static CatalogText read(String text) {
    return new CatalogText(new Yaml().load(text));
  }

  /** The questions, by table. */
  Map<String, String> questions() {
    Map<String, String> questions = new LinkedHashMap<>();
    for (Map<String, Object> set : sets()) {
      if (set.containsKey("unclassified")) {
        questions.put(String.valueOf(set.get("table")), String.valueOf(set.get("unclassified")));
      }
    }
    return questions;
  }

  /** What the catalog says of a table; empty if nothing. */
  Map<String, Object> entry(String table) {
    return sets().stream()
        .filter(set -> table.equals(set.get("table")))
        .findFirst()
        .orElse(Map.of());
  }

  /** Changes the entry of a table, or adds it: keys of a flow map, such as {@code shared: true}. */
  void edit(String table, String entry) {
    Map<String, Object> said = new Yaml().load("{" + entry + "}");
    List<Map<String, Object>> sets = sets();
    Map<String, Object> set =
        sets.stream()
            .filter(known -> table.equals(known.get("table")))
            .findFirst()
            .orElseGet(
                () -> {
                  Map<String, Object> added = new LinkedHashMap<>();
                  added.put("store", "product");
                  added.put("table", table);
                  sets.add(added);
                  return added;
                });
    if (OWNERSHIPS.stream().anyMatch(said::containsKey)) {
      set.keySet().removeAll(OWNERSHIPS);
    }
    set.putAll(said);
  }

  /** Adds an entry as it is, without a table. */
  void add(String entry) {
    sets().add(new Yaml().load("{store: product, " + entry + "}"));
  }

  void remove(String table) {
    sets().removeIf(set -> table.equals(set.get("table")));
  }

  @SuppressWarnings("unchecked")
  private List<Map<String, Object>> sets() {
    return (List<Map<String, Object>>)
        document.computeIfAbsent("sets", none -> new ArrayList<Map<String, Object>>());
  }

  String text() {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setWidth(10_000);
    options.setDefaultScalarStyle(DumperOptions.ScalarStyle.PLAIN);
    return new Yaml(options).dump(document);
  }
}
