package dev.lapse.catalog;

import dev.lapse.catalog.DiscoverCatalog.Finder;
import dev.lapse.catalog.DiscoverCatalog.Finding;
import dev.lapse.catalog.StoreSchema.ForeignKey;
import dev.lapse.catalog.StoreSchema.Table;
import java.util.List;
import java.util.Optional;

/**
 * A declared reference to the accounts. One that may be null counts only under the usual name:
 * {@code coupon.redeemed_by_account} says who used a row, not whose it is.
 */
final class FindKeyByForeignKey implements Finder {
  @Override
  public Optional<Finding> find(Table table, Findings findings) {
    List<ForeignKey> keys =
        findings.foreignKeysOf(table.name()).stream().filter(findings::holdsAccountKey).toList();
    List<ForeignKey> mandatory = keys.stream().filter(findings::isMandatory).toList();
    if (mandatory.size() == 1) {
      return found(mandatory.get(0), "");
    }
    List<ForeignKey> usual =
        keys.stream()
            .filter(key -> AccountKeyNames.derived(findings).contains(key.fromColumns().get(0)))
            .toList();
    return mandatory.isEmpty() && usual.size() == 1
        ? found(usual.get(0), "; rows without one are nobody's")
        : Optional.empty();
  }

  private static Optional<Finding> found(ForeignKey key, String note) {
    return Optional.of(
        Finding.owned(
            new OwnedBy.Key(key.fromColumns().get(0)), "foreign key to " + key.to() + note));
  }
}
