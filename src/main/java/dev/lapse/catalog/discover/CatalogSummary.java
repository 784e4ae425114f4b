package dev.lapse.catalog.discover;

import dev.lapse.catalog.Store;
import dev.lapse.catalog.discover.finding.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

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
        findings.schema().materializedViews().stream()
            .filter(view -> view.reads().stream().anyMatch(findings::isOwned))
            .map(view -> view.name().toString())
            .collect(Collectors.joining(", "));
    if (!views.isEmpty()) {
      lines.add("materialized views that are refreshed after an erasure: " + views);
    }
    return lines;
  }
}
