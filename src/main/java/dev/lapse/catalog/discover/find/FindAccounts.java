package dev.lapse.catalog.discover.find;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.check.AccountsKey;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.Optional;

/** The accounts table belongs to its own accounts, if its key identifies one account each. */
public final class FindAccounts implements Finder {
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
