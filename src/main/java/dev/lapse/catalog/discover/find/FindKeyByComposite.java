package dev.lapse.catalog.discover.find;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.Optional;

/**
 * A column that is the account's key within a composite foreign key: {@code (account_id,
 * contact_id)} refers to a contact by its account and its number.
 */
public final class FindKeyByComposite implements Finder {
  @Override
  public Optional<Finding> find(Table table, Findings findings) {
    if (findings.foreignKeysOf(table.name()).stream().anyMatch(findings::holdsAccountKey)) {
      return Optional.empty();
    }
    for (ForeignKey key : findings.foreignKeysOf(table.name())) {
      for (int i = 0; key.fromColumns().size() > 1 && i < key.fromColumns().size(); i++) {
        Column column = table.column(key.fromColumns().get(i)).orElseThrow();
        if (findings.ways(key.to()).contains(new OwnedBy.Key(key.toColumns().get(i)))) {
          return Optional.of(
              Finding.owned(
                  new OwnedBy.Key(column.name()),
                  "foreign key to %s takes its %s along%s"
                      .formatted(
                          key.to(),
                          TableName.written(key.toColumns().get(i)),
                          FindKeyByForeignKey.withoutOne(table, column, findings))));
        }
      }
    }
    return Optional.empty();
  }
}
