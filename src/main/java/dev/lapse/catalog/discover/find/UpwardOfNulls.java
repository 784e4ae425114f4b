package dev.lapse.catalog.discover.find;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.ReferenceCandidate;
import dev.lapse.catalog.discover.finding.ReferenceGuess;
import dev.lapse.catalog.discover.sample.Sample;
import dev.lapse.catalog.discover.sample.SqlFragments;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Rows without the account's key that rows of a single account each refer to are that account's,
 * not everybody's.
 */
final class UpwardOfNulls {
  private static final double MOST = 0.9;

  private UpwardOfNulls() {}

  static Optional<Finding> of(
      Table table, List<OwnedBy> found, Finding finding, Findings findings) {
    List<ReferenceCandidate> links = Referrers.links(table, findings);
    Sample sample = findings.sample(table);
    if (links.isEmpty() || table.primaryKey().isEmpty()) {
      return Optional.empty();
    }
    Set<String> without = new TreeSet<>();
    String trouble =
        findings
            .statements()
            .tryQuery(
                "select %s\nfrom %s t\nwhere %s"
                    .formatted(
                        Referrers.rowKey(table.primaryKey()),
                        sample.from(),
                        found.stream()
                            .filter(OwnedBy.Key.class::isInstance)
                            .flatMap(way -> way.columns().stream())
                            .map(column -> SqlFragments.column("t", column) + " is null")
                            .collect(Collectors.joining(" and "))),
                List.of(),
                row -> without.add(Objects.requireNonNull(row.getString(1))));
    Referrers referrers = Referrers.ofSample(table, links, findings);
    if (trouble != null || referrers.trouble() != null || without.size() < ReferenceGuess.ENOUGH) {
      return Optional.empty();
    }
    long referred = without.stream().filter(referrers.accounts()::containsKey).count();
    boolean several =
        without.stream()
            .anyMatch(key -> referrers.accounts().getOrDefault(key, Set.of()).size() > 1);
    if (several || referred < without.size() * MOST) {
      return Optional.empty();
    }
    List<OwnedBy> ways = new ArrayList<>(found);
    links.forEach(link -> ways.add(link.upward()));
    return Optional.of(
        Finding.owned(
            ways,
            "%s; of %d rows without one %d are referred to, each by rows of one account"
                .formatted(
                    finding.reason().replaceFirst("; \\d+ of .* they stay$", ""),
                    without.size(),
                    referred)));
  }
}
