package dev.lapse.catalog;

import dev.lapse.catalog.DiscoverCatalog.Finder;
import dev.lapse.catalog.DiscoverCatalog.Finding;
import dev.lapse.catalog.StoreSchema.ForeignKey;
import dev.lapse.catalog.StoreSchema.Table;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The shortest way over references that every row has. Two references to one table are a question:
 * a message has a sender and a receiver, and they may be of two accounts.
 */
final class FindReference implements Finder {
  @Override
  public Optional<Finding> find(Table table, Findings findings) {
    if (belongsToSeveralAccounts(table, findings)) {
      return Optional.empty();
    }
    List<ForeignKey> ways =
        findings.foreignKeysOf(table.name()).stream()
            .filter(findings::isMandatory)
            .filter(key -> findings.distance(key.to()).isPresent())
            .sorted(
                Comparator.comparing((ForeignKey key) -> findings.distance(key.to()).orElseThrow())
                    .thenComparing(ForeignKey::to)
                    .thenComparing(ForeignKey::name))
            .toList();
    if (ways.isEmpty()
        || ways.stream().filter(key -> key.to().equals(ways.get(0).to())).count() > 1) {
      return Optional.empty();
    }
    ForeignKey way = ways.get(0);
    return Optional.of(
        Finding.owned(
            new OwnedBy.Reference(way.fromColumns(), way.to(), way.toColumns(), null),
            "foreign key to " + way.to()));
  }

  /** Then the question is which of them a row belongs to, and a way does not answer it. */
  private static boolean belongsToSeveralAccounts(Table table, Findings findings) {
    return findings.foreignKeysOf(table.name()).stream()
        .anyMatch(key -> findings.holdsAccountKey(key) && findings.isMandatory(key));
  }
}
