package dev.lapse.erase.postgresql;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Sorts items by their dependencies; items that depend on each other are grouped. */
final class StronglyConnectedComponents<T extends Comparable<T>> {
  private final Map<T, Set<T>> needs;
  private final Map<T, Integer> found = new HashMap<>();
  private final Map<T, Integer> lowest = new HashMap<>();
  private final Deque<T> open = new ArrayDeque<>();
  private final Set<T> isOpen = new HashSet<>();
  private final List<List<T>> components = new ArrayList<>();

  private StronglyConnectedComponents(Map<T, Set<T>> needs) {
    this.needs = needs;
  }

  /**
   * Strongly connected components, each after those that it depends on, in a deterministic order.
   *
   * @param needs the dependencies; items that are not in {@code all} are ignored
   */
  static <T extends Comparable<T>> List<List<T>> of(Collection<T> all, Map<T, Set<T>> needs) {
    Set<T> sorted = new TreeSet<>(all);
    Map<T, Set<T>> arrows = new HashMap<>();
    for (T one : sorted) {
      Set<T> known = new TreeSet<>(needs.getOrDefault(one, Set.of()));
      known.retainAll(sorted);
      arrows.put(one, known);
    }
    StronglyConnectedComponents<T> stronglyConnectedComponents =
        new StronglyConnectedComponents<>(arrows);
    for (T one : sorted) {
      if (!stronglyConnectedComponents.found.containsKey(one)) {
        stronglyConnectedComponents.visit(one);
      }
    }
    return stronglyConnectedComponents.components;
  }

  /** Tarjan's algorithm; as deep as the longest chain, which a schema's tables bound. */
  private void visit(T one) {
    found.put(one, found.size());
    lowest.put(one, found.get(one));
    open.push(one);
    isOpen.add(one);
    for (T need : needs.getOrDefault(one, Set.of())) {
      if (!found.containsKey(need)) {
        visit(need);
        lowest.merge(one, lowest.get(need), Math::min);
      } else if (isOpen.contains(need)) {
        lowest.merge(one, found.get(need), Math::min);
      }
    }
    if (lowest.get(one).equals(found.get(one))) {
      List<T> component = new ArrayList<>();
      T member;
      do {
        member = open.pop();
        isOpen.remove(member);
        component.add(member);
      } while (!member.equals(one));
      Collections.sort(component);
      components.add(List.copyOf(component));
    }
  }
}
