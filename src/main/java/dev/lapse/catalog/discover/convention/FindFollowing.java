package dev.lapse.catalog.discover.convention;

import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.find.Finder;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.ReferenceCandidate;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tables that follow the answer of another one, which says that the rows are shared. */
public final class FindFollowing implements Finder {
  private final Map<TableName, TableName> followers;

  public FindFollowing(Map<TableName, TableName> followers) {
    this.followers = followers;
  }

  @Override
  public Optional<Finding> find(Table table, Findings findings) {
    return Optional.ofNullable(followers.get(table.name()))
        .filter(findings::isShared)
        .filter(leader -> nothingLeadsElsewhere(table, leader, findings))
        .map(leader -> Finding.shared("follows " + leader + ", which is shared"));
  }

  /** What it follows may be a table that refers to it: then all that do are shared. */
  private boolean nothingLeadsElsewhere(Table table, TableName leader, Findings findings) {
    List<TableName> parents =
        findings.references().toOthers(table).stream()
            .filter(link -> !link.isActor())
            .map(ReferenceCandidate::to)
            .toList();
    boolean byParent =
        parents.stream().anyMatch(to -> to.equals(leader) || leader.equals(followers.get(to)));
    return parents.stream().allMatch(findings::isShared)
        && (byParent
            || findings.references().to(table).stream()
                .allMatch(link -> findings.isShared(link.from())));
  }
}
