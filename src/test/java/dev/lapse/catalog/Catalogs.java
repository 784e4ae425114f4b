package dev.lapse.catalog;

import dev.lapse.catalog.yaml.CatalogFile;
import dev.lapse.file.YamlMap;

/** Catalogs for tests, from text. */
public final class Catalogs {
  public static final String STORE =
      """
      stores:
        - name: product
          type: postgresql
          url: jdbc:postgresql://localhost/product
          accounts: public.account
          key: id
      """;

  private Catalogs() {}

  /** {@code ${X}} stands for "value-of-X"; {@code ${MISSING}} is not set. */
  public static Catalog read(String text) {
    return CatalogFile.read(
        YamlMap.read(
            "catalog.yaml",
            text,
            raw -> {
              if (raw.contains("${MISSING}")) {
                throw new IllegalArgumentException(raw);
              }
              return raw.replaceAll("\\$\\{([^{}:]*)}", "value-of-$1")
                  .replaceAll("\\$\\{[^{}]*?:([^{}]*)}", "$1");
            }));
  }

  /** One store and these conventions: none, or the lines of a list. */
  public static Catalog withConventions(String conventions) {
    return read(STORE + (conventions.isEmpty() ? "" : "conventions:\n  " + conventions + "\n"));
  }

  /** One store and these sets, each the inside of a flow map without the store. */
  public static Catalog withSets(String... sets) {
    StringBuilder text = new StringBuilder(STORE).append("sets:\n");
    for (String set : sets) {
      text.append("  - {store: product, ").append(set).append("}\n");
    }
    return read(text.toString());
  }
}
