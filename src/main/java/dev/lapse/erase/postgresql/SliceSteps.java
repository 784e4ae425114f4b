package dev.lapse.erase.postgresql;

import dev.lapse.catalog.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How sets that refer to each other, or to themselves, are deleted a slice at a time: references
 * that may be null, and by which nobody is found, are ended first; what then still is a circle goes
 * as a whole.
 *
 * @param ends references to end before anything is deleted
 * @param parts in the order of deleting; one set alone can be sliced
 */
record SliceSteps(List<Pointer> ends, List<Part> parts) {

  /** Sets that are deleted in one statement. */
  record Part(List<CapturedSet> sets, boolean sliceable) {}

  static SliceSteps of(List<CapturedSet> group, List<Pointer> pointers) {
    Map<TableName, CapturedSet> inside = new HashMap<>();
    group.forEach(set -> inside.put(set.table(), set));
    List<Pointer> within =
        pointers.stream()
            .filter(pointer -> pointer.declared() != null || pointer.way())
            .filter(
                pointer -> inside.containsKey(pointer.from()) && inside.containsKey(pointer.to()))
            .toList();
    Set<Pointer> ends =
        within.stream()
            .filter(
                pointer ->
                    canEnd(pointer, java.util.Objects.requireNonNull(inside.get(pointer.from()))))
            .collect(Collectors.toSet());
    Map<TableName, Set<TableName>> needs = new HashMap<>();
    Set<TableName> toItself = new HashSet<>();
    for (Pointer pointer : within) {
      if (ends.contains(pointer)) {
        continue;
      }
      if (pointer.isToItself()) {
        toItself.add(pointer.from());
      }
      needs.computeIfAbsent(pointer.to(), to -> new HashSet<>()).add(pointer.from());
    }
    List<Part> parts = new ArrayList<>();
    for (List<TableName> component : Components.of(inside.keySet(), needs)) {
      parts.add(
          new Part(
              component.stream().map(inside::get).toList(),
              component.size() == 1 && !toItself.contains(component.get(0))));
    }
    return new SliceSteps(within.stream().filter(ends::contains).toList(), List.copyOf(parts));
  }

  private static boolean canEnd(Pointer pointer, CapturedSet from) {
    return from.role() == CapturedSet.Role.ERASED
        && pointer.clearable() != null
        && !from.recognizedBy().contains(pointer.clearable());
  }
}
