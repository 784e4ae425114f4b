package dev.lapse.catalog;

import dev.lapse.catalog.DiscoverCatalog.Finder;
import dev.lapse.catalog.DiscoverCatalog.Finding;
import dev.lapse.catalog.StoreSchema.Column;
import dev.lapse.catalog.StoreSchema.Table;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A column without a declared reference that is named and typed as an account's key. */
final class FindKeyByName implements Finder {
  @Override
  public Optional<Finding> find(Table table, Findings findings) {
    // Where references to the accounts are declared, they are the answer or the question.
    if (findings.foreignKeysOf(table.name()).stream().anyMatch(findings::holdsAccountKey)) {
      return Optional.empty();
    }
    Set<String> names = AccountKeyNames.of(findings);
    List<Column> columns =
        table.columns().stream()
            .filter(column -> names.contains(column.name()))
            .filter(column -> isTypedAsKey(column, findings))
            .toList();
    return columns.size() == 1
        ? Optional.of(
            Finding.owned(
                new OwnedBy.Key(columns.get(0).name()),
                "named like a key of "
                    + findings.store().accounts()
                    + ", but no foreign key says so"))
        : Optional.empty();
  }

  private static boolean isTypedAsKey(Column column, Findings findings) {
    return findings
        .schema()
        .table(findings.store().accounts())
        .flatMap(accounts -> accounts.column(findings.store().key()))
        .filter(key -> ComparableTypes.are(key.type(), column.type()))
        .isPresent();
  }
}
