package dev.lapse.catalog.discover;

import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.live.StoreSchema.MaterializedView;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The lines above the entries of a store: what is open. */
final class CatalogSummary {
  private CatalogSummary() {}

  static List<String> of(Store store, List<Decision> decisions, Findings findings) {
    List<String> lines = new ArrayList<>();
    lines.add(
        decisions.isEmpty()
            ? "store %s: nothing is open".formatted(store.name())
            : "store %s: to decide: %s"
                .formatted(
                    store.name(),
                    decisions.stream()
                        .map(Decision::name)
                        .sorted()
                        .collect(Collectors.joining(", "))));
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
