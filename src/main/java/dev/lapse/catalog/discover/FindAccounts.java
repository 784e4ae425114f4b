package dev.lapse.catalog.discover;

import dev.lapse.catalog.OwnedBy;
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
