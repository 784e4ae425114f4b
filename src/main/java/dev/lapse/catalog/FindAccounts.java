package dev.lapse.catalog;

import dev.lapse.catalog.DiscoverCatalog.Finder;
import dev.lapse.catalog.DiscoverCatalog.Finding;
import dev.lapse.catalog.StoreSchema.Table;
import java.util.Optional;

/** The accounts table is its own. */
final class FindAccounts implements Finder {
  @Override
  public Optional<Finding> find(Table table, Findings findings) {
    return table.name().equals(findings.store().accounts())
        ? Optional.of(Finding.owned(new OwnedBy.Key(findings.store().key()), "one row per account"))
        : Optional.empty();
  }
}
