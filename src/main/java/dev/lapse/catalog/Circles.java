package dev.lapse.catalog;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds circles among arrows between tables; a table that points at itself is none. */
final class Circles {
  private Circles() {}

  /**
   * For each group of tables that all reach one another, a shortest circle through its first table,
   * which stands at both ends.
   *
   * @param arrows sorted, for a stable answer
   */
  static List<List<TableName>> in(Map<TableName, Set<TableName>> arrows) {
    List<List<TableName>> circles = new ArrayList<>();
    Set<TableName> done = new HashSet<>();
    for (TableName start : new TreeSet<>(arrows.keySet())) {
      if (done.contains(start)) {
        continue;
      }
      List<TableName> circle = shortest(start, arrows);
      if (!circle.isEmpty()) {
        circles.add(circle);
        Set<TableName> reached = reached(start, arrows);
        reached.removeIf(table -> !reached(table, arrows).contains(start));
        done.addAll(reached);
      }
    }
    return circles;
  }

  private static Set<TableName> reached(TableName start, Map<TableName, Set<TableName>> arrows) {
    return new HashSet<>(cameFrom(start, arrows).keySet());
  }

  private static List<TableName> shortest(TableName start, Map<TableName, Set<TableName>> arrows) {
    Map<TableName, TableName> cameFrom = cameFrom(start, arrows);
    if (!cameFrom.containsKey(start)) {
      return List.of();
    }
    List<TableName> backwards = new ArrayList<>(List.of(start));
    TableName table = cameFrom.get(start);
    while (table != null && !table.equals(start)) {
      backwards.add(table);
      table = cameFrom.get(table);
    }
    backwards.add(start);
    Collections.reverse(backwards);
    return backwards;
  }

  /** Breadth first: each table that is reached, and the one before it on a shortest path. */
  private static Map<TableName, TableName> cameFrom(
      TableName start, Map<TableName, Set<TableName>> arrows) {
    Map<TableName, TableName> cameFrom = new HashMap<>();
    ArrayDeque<TableName> queue = new ArrayDeque<>(List.of(start));
    while (!queue.isEmpty()) {
      TableName table = queue.remove();
      for (TableName next : arrows.getOrDefault(table, Set.of())) {
        if (!next.equals(table) && cameFrom.putIfAbsent(next, table) == null) {
          queue.add(next);
        }
      }
    }
    return cameFrom;
  }
}
