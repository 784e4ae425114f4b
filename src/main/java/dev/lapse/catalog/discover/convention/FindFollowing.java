package dev.lapse.catalog.discover.convention;

import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.find.Finder;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.live.StoreSchema.Table;
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
        .map(leader -> Finding.shared("follows " + leader + ", which is shared"));
  }
}
