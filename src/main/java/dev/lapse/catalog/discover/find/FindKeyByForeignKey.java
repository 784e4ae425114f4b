package dev.lapse.catalog.discover.find;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.NameMatching;
import dev.lapse.catalog.discover.finding.ReferenceGuess;
import dev.lapse.catalog.discover.sample.Sample;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.List;
import java.util.Optional;

/**
 * A declared reference to the accounts. A nullable one counts if it has the usual name or is null
 * in no sampled row: {@code coupon.redeemed_by_account} says who used a row, not who owns it.
 */
public final class FindKeyByForeignKey implements Finder {
  @Override
  public Optional<Finding> find(Table table, Findings findings) {
    List<ForeignKey> keys =
        findings.foreignKeysOf(table.name()).stream()
            .filter(findings::holdsAccountKey)
            .filter(key -> !findings.sample(table).lacksAnyValue(key.fromColumns()))
            .toList();
    List<ForeignKey> mandatory = keys.stream().filter(findings::isMandatory).toList();
    if (mandatory.size() == 1) {
      return found(table, mandatory.get(0), findings);
    }
    List<ForeignKey> usual =
        keys.stream()
            .filter(key -> AccountKeyNames.isUsual(key.fromColumns().get(0), findings))
            .toList();
    if (mandatory.isEmpty() && usual.size() == 1) {
      return found(table, usual.get(0), findings);
    }
    return keys.size() == 1 && isNeverNull(table, keys.get(0), findings)
        ? found(table, keys.get(0), findings)
        : Optional.empty();
  }

  private static boolean isNeverNull(Table table, ForeignKey key, Findings findings) {
    Sample sample = findings.sample(table);
    return sample.rows() >= ReferenceGuess.ENOUGH
        && sample.filled(key.fromColumns()) == sample.rows()
        && !NameMatching.isActor(key.fromColumns().get(0));
  }

  private static Optional<Finding> found(Table table, ForeignKey key, Findings findings) {
    Column column = table.column(key.fromColumns().get(0)).orElseThrow();
    return Optional.of(
        Finding.owned(
            new OwnedBy.Key(column.name()),
            "foreign key to " + key.to() + withoutOne(table, column, findings)));
  }

  /** What happens to rows in which the account's key is null. */
  static String withoutOne(Table table, Column column, Findings findings) {
    if (column.notNull()) {
      return "";
    }
    Sample sample = findings.sample(table);
    int without = sample.rows() - sample.filled(column.name());
    return without > 0
        ? "; %d of %s have none: shared by all, they stay".formatted(without, sample.size())
        : "; rows without one are shared by all";
  }
}
