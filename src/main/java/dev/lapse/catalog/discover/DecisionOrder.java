package dev.lapse.catalog.discover;

import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.Polymorphic;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decisions on which others depend come first: what rows take that refer to a table in doubt
 * depends on the answer about that. Otherwise, and in a circle, most rows come first.
 */
final class DecisionOrder {
  private DecisionOrder() {}

  static List<Decision> of(List<Decision> decisions, Findings findings) {
    List<Decision> left = new ArrayList<>(decisions);
    left.sort(Comparator.comparing(Decision::rows).reversed().thenComparing(Decision::name));
    Map<Decision, Set<TableName>> named = new HashMap<>();
    left.forEach(decision -> named.put(decision, namedBy(decision, findings)));
    List<Decision> ordered = new ArrayList<>();
    while (!left.isEmpty()) {
      List<Decision> ready =
          left.stream()
              .filter(one -> left.stream().noneMatch(other -> depends(one, other, named)))
              .toList();
      Decision next =
          ready.stream()
              .filter(one -> left.stream().anyMatch(other -> depends(other, one, named)))
              .findFirst()
              .or(() -> ready.stream().findFirst())
              .orElse(left.get(0));
      left.remove(next);
      ordered.add(next);
    }
    return List.copyOf(ordered);
  }

  private static boolean depends(
      Decision one, Decision other, Map<Decision, Set<TableName>> named) {
    return !one.equals(other)
        && Objects.requireNonNull(named.get(one)).stream().anyMatch(other.tables()::containsKey);
  }

  private static Set<TableName> namedBy(Decision decision, Findings findings) {
    Set<TableName> named = new TreeSet<>();
    for (TableName name : decision.tables().keySet()) {
      Table table = findings.table(name);
      findings.references().toOthers(table).forEach(link -> named.add(link.to()));
      Polymorphic.of(table, findings).forEach(pair -> named.addAll(pair.targets().keySet()));
    }
    return named;
  }
}
