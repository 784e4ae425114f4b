package dev.lapse.catalog.discover;

import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.Polymorphic;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sorts decisions. Those on which others depend come first: what happens to rows that refer to a
 * table in doubt depends on the answer about that table. Otherwise, and within a circle, the one
 * with the most rows comes first.
 */
final class DecisionOrder {
  private final Findings findings;

  /** The name of the decision that settles a table. */
  private final Map<TableName, String> settledBy = new HashMap<>();

  private DecisionOrder(List<Decision> decisions, Findings findings) {
    this.findings = findings;
    for (Decision decision : decisions) {
      decision.tables().keySet().forEach(table -> settledBy.put(table, decision.name()));
    }
  }

  static List<Decision> of(List<Decision> decisions, Findings findings) {
    DecisionOrder order = new DecisionOrder(decisions, findings);
    Map<String, Set<String>> needs = new HashMap<>();
    decisions.forEach(decision -> needs.put(decision.name(), order.needs(decision)));
    List<Decision> left = new ArrayList<>(decisions);
    left.sort(Comparator.comparing(Decision::rows).reversed().thenComparing(Decision::name));
    List<Decision> ordered = new ArrayList<>();
    while (!left.isEmpty()) {
      Set<String> needed = new HashSet<>();
      needs.values().forEach(needed::addAll);
      List<Decision> ready =
          left.stream()
              .filter(
                  one ->
                      Collections.disjoint(
                          Objects.requireNonNull(needs.get(one.name())), needs.keySet()))
              .toList();
      Decision next =
          ready.stream()
              .filter(one -> needed.contains(one.name()))
              .findFirst()
              .or(() -> ready.stream().findFirst())
              .orElse(left.get(0));
      left.remove(next);
      needs.remove(next.name());
      ordered.add(next);
    }
    return List.copyOf(ordered);
  }

  /** The names of the other decisions on which it depends. */
  private Set<String> needs(Decision decision) {
    Set<String> needs = new TreeSet<>();
    for (TableName name : decision.tables().keySet()) {
      Table table = findings.table(name);
      findings.references().toOthers(table).forEach(link -> add(link.to(), needs));
      Polymorphic.of(table, findings)
          .forEach(pair -> pair.targets().keySet().forEach(target -> add(target, needs)));
    }
    needs.remove(decision.name());
    return needs;
  }

  private void add(TableName table, Set<String> needs) {
    String by = settledBy.get(table);
    if (by != null) {
      needs.add(by);
    }
  }
}
