package dev.lapse.catalog.yaml;

import dev.lapse.catalog.AccountSequence;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.CatalogVersion;
import dev.lapse.catalog.Convention;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.check.CheckCatalog;
import dev.lapse.catalog.framework.Frameworks;
import dev.lapse.file.YamlMap;
import dev.lapse.file.YamlValue;
import java.util.List;

/**
 * Reads {@code catalog.yaml} (see jobs/README.md). Needs no database: {@link CheckCatalog} checks
 * whether the tables exist.
 */
public final class CatalogFile {
  private CatalogFile() {}

  /**
   * With the packaged frameworks.
   *
   * @throws dev.lapse.file.WrongFile with file, line, the mistake and how to correct it
   */
  public static Catalog read(YamlMap file) {
    return read(file, Frameworks.packaged());
  }

  /**
   * @param frameworks those that a convention may name
   * @throws dev.lapse.file.WrongFile with file, line, the mistake and how to correct it
   */
  public static Catalog read(YamlMap file, Frameworks frameworks) {
    file.allowOnly("stores", "conventions", "sets");
    ReadStores.All all = ReadStores.of(file.get("stores").list());
    List<Store> stores = all.databases();
    List<Convention> conventions =
        ReadConventions.of(
            file.find("conventions").map(YamlValue::list).orElse(List.of()), stores, frameworks);
    List<YamlValue> items = file.find("sets").map(YamlValue::list).orElse(List.of());
    List<AccountSequence> sequences = ReadSequences.of(items, stores);
    List<ReadSets.Entry> entries = ReadSets.of(items, stores, conventions);
    CheckJoinPaths.check(entries);
    List<DataSet> sets = entries.stream().map(ReadSets.Entry::set).toList();
    return new Catalog(
        stores,
        all.others(),
        conventions,
        frameworks,
        sets,
        sequences,
        CatalogVersion.of(stores, all.others(), sets, sequences));
  }
}
