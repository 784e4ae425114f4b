package dev.lapse.source;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Store;
import dev.lapse.file.NearestName;
import dev.lapse.file.WrongFile;
import dev.lapse.file.YamlMap;
import dev.lapse.file.YamlValue;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code accounts.yaml}: where accounts come from. Without a query they are imported. */
public record AccountsFile(@Nullable AccountsQuery query) {
  /** The name of the file. */
  public static final String NAME = "accounts.yaml";

  private static final int PAGE = 5_000;

  /**
   * Reads the file.
   *
   * @throws WrongFile with file, line, the mistake and how to correct it
   */
  public static AccountsFile read(YamlMap file, Catalog catalog) {
    file.allowOnly("store", "query", "page");
    if (file.keys().isEmpty()) {
      return new AccountsFile(null);
    }
    return new AccountsFile(
        new AccountsQuery(
            store(file.get("store"), catalog),
            select(file.get("query")),
            file.find("page").map(page -> page.integer(1, 100_000)).orElse(PAGE),
            file.at("query")));
  }

  /** The name of the store that accounts come from; empty if they are imported. */
  public Optional<String> store() {
    return Optional.ofNullable(query).map(elsewhere -> elsewhere.store().name());
  }

  private static Store store(YamlValue value, Catalog catalog) {
    String name = value.text();
    return catalog
        .store(name)
        .orElseThrow(
            () ->
                value.wrong(
                    catalog.otherStore(name).isPresent()
                        ? "'store' is '%s', which is not a PostgreSQL database; accounts can only be read from one"
                            .formatted(name)
                        : "'store' is '%s', but catalog.yaml has no such store%s"
                            .formatted(
                                name,
                                NearestName.hint(
                                    name, catalog.stores().stream().map(Store::name).toList()))));
  }

  private static String select(YamlValue value) {
    String query = value.text().strip();
    if (query.endsWith(";")) {
      throw value.wrong("'query' must be a single select without ';'");
    }
    String first =
        query.replaceFirst("(?s)^(\\s+|--[^\n]*\n|/\\*.*?\\*/|\\()*", "").toLowerCase(Locale.ROOT);
    if (!first.matches("(?s)(select|with|table|values)\\b.*")) {
      throw value.wrong(
          "'query' must be a select, such as: select id, kind, state, lapsed_at, … from …");
    }
    return query;
  }
}
