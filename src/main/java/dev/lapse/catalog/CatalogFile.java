package dev.lapse.catalog;

import dev.lapse.file.YamlMap;
import java.util.List;

/**
 * Reads {@code catalog.yaml} (contract, "Files users edit"). Needs no database: whether the tables
 * exist is for {@link CheckCatalog} to say.
 */
public final class CatalogFile {
  private CatalogFile() {}

  /**
   * @throws dev.lapse.file.WrongFile with file, line, what is wrong and what would be right
   */
  public static Catalog read(YamlMap file) {
    file.allowOnly("stores", "sets");
    List<Store> stores = ReadStores.of(file.get("stores").list());
    List<ReadSets.Entry> entries =
        file.find("sets").map(sets -> ReadSets.of(sets.list(), stores)).orElse(List.of());
    CheckWays.of(entries);
    List<DataSet> sets = entries.stream().map(ReadSets.Entry::set).toList();
    return new Catalog(stores, sets, CatalogVersion.of(stores, sets));
  }
}
