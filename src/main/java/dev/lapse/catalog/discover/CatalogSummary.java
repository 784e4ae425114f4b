package dev.lapse.catalog.discover;

import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.live.StoreSchema.MaterializedView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The lines above the entries of a store: numbers by kind, and open questions. */
final class CatalogSummary {
  private CatalogSummary() {}

  static List<String> of(
      Store store,
      Map<TableName, Finding> found,
      Map<TableName, DataSet> entries,
      Findings findings) {
    int owned = 0;
    int shared = 0;
    TreeSet<TableName> open = new TreeSet<>();
    for (Map.Entry<TableName, Finding> one : found.entrySet()) {
      Ownership ownership = one.getValue().ownership();
      DataSet entry = entries.get(one.getKey());
      if (entry != null && !(entry.ownership() instanceof Ownership.Unclassified)) {
        ownership = entry.ownership();
      }
      if (ownership instanceof Ownership.Owned) {
        owned++;
      } else if (ownership instanceof Ownership.Shared) {
        shared++;
      } else {
        open.add(one.getKey());
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "store %s: %d tables, %d of accounts, %d shared, %d unclassified%s"
            .formatted(
                store.name(), found.size(), owned, shared, open.size(), list(": ", open.stream())));
    String views =
        list(
            "",
            findings.schema().materializedViews().stream()
                .filter(view -> view.reads().stream().anyMatch(findings::isOwned))
                .map(MaterializedView::name));
    if (!views.isEmpty()) {
      lines.add("materialized views that are refreshed after an erasure: " + views);
    }
    return lines;
  }

  private static String list(String before, Stream<TableName> names) {
    String list = names.map(TableName::toString).collect(Collectors.joining(", "));
    return list.isEmpty() ? "" : before + list;
  }
}
