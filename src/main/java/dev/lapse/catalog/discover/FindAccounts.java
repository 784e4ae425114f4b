package dev.lapse.catalog.discover;

import dev.lapse.catalog.AccountsKey;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.StoreSchema.Table;
import java.util.Optional;

/** The accounts table belongs to its own accounts, if its key identifies one account each. */
final class FindAccounts implements Finder {
  @Override
  public Optional<Finding> find(Table table, Findings findings) {
    if (!table.name().equals(findings.store().accounts())) {
      return Optional.empty();
    }
    return AccountsKey.flaw(findings.store(), findings.schema())
        .map(Finding::question)
        .or(
            () ->
                Optional.of(
                    Finding.owned(new OwnedBy.Key(findings.store().key()), "one row per account")));
  }
}
