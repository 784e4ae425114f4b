package dev.lapse.catalog.discover;

import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.ReferenceCandidate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Tables in doubt from which nothing leads to an account, and to which only such tables refer. */
final class Islands {
  private final Findings findings;
  private final Map<TableName, Doubt> doubts;

  /**
   * @param doubts all doubts, also those that are added later
   */
  Islands(Findings findings, Map<TableName, Doubt> doubts) {
    this.findings = findings;
    this.doubts = doubts;
  }

  /** Those of the tables that only lead to each other, and to which only each other refer. */
  List<TableName> all(Collection<TableName> tables) {
    List<TableName> left = new ArrayList<>(tables);
    while (left.removeIf(table -> !leadsNowhere(table, left))) {
      // what led to a removed one does lead somewhere
    }
    return left;
  }

  /** The number of islands: tables that refer to each other are one. */
  int count(Collection<TableName> tables) {
    Set<TableName> left = new TreeSet<>(tables);
    int count = 0;
    while (!left.isEmpty()) {
      Deque<TableName> next = new ArrayDeque<>(List.of(left.iterator().next()));
      while (!next.isEmpty()) {
        TableName table = next.pop();
        if (left.remove(table)) {
          neighbours(table).forEach(next::push);
        }
      }
      count++;
    }
    return count;
  }

  private Stream<TableName> neighbours(TableName table) {
    return Stream.concat(
        findings.references().toOthers(findings.table(table)).stream().map(ReferenceCandidate::to),
        findings.references().to(findings.table(table)).stream().map(ReferenceCandidate::from));
  }

  private boolean leadsNowhere(TableName table, Collection<TableName> island) {
    Doubt doubt = doubts.get(table);
    return doubt != null
        && isInside(doubt, island)
        && findings.references().to(findings.table(table)).stream()
            .allMatch(link -> island.contains(link.from()));
  }

  private static boolean isInside(Doubt doubt, Collection<TableName> island) {
    boolean ends =
        doubt.offer().stream().allMatch(way -> way.end().filter(island::contains).isPresent());
    return switch (doubt.kind()) {
      case NOTHING -> true;
      case PARENT -> ends && !doubt.offer().isEmpty();
      case REFERRERS -> ends;
      case COLUMN, PAIR, OTHER -> false;
    };
  }
}
