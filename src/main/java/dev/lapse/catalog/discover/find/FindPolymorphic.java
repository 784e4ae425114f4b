package dev.lapse.catalog.discover.find;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.Polymorphic;
import dev.lapse.catalog.discover.sample.Sample;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.List;
import java.util.Optional;

/** A pair of columns that every row has: one names the table, the other the row. */
public final class FindPolymorphic implements Finder {
  @Override
  public Optional<Finding> find(Table table, Findings findings) {
    Sample sample = findings.sample(table);
    if (sample.isEmpty() || FindReference.belongsToSeveralAccounts(table, findings)) {
      return Optional.empty();
    }
    List<Polymorphic> all =
        Polymorphic.of(table, findings).stream()
            .filter(found -> sample.filled(found.pair().columns()) == sample.rows())
            .toList();
    if (all.size() != 1
        || all.get(0).problem() != null
        || all.get(0).pointsAtOpen(findings, table.name())) {
      return Optional.empty();
    }
    Polymorphic found = all.get(0);
    List<OwnedBy> ways = found.ways(findings, table.name());
    boolean onlySelf = ways.stream().allMatch(way -> way.endsAt(table.name()));
    return onlySelf ? Optional.empty() : Optional.of(Finding.owned(ways, found.reason(findings)));
  }
}
