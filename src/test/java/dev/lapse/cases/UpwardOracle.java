package dev.lapse.cases;

import dev.lapse.cases.UpwardProduct.Reference;
import dev.lapse.cases.UpwardProduct.Row;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which rows go with accounts: the most that can. Of all that the paths lead to, those that are
 * only found upward stay if a row that stays refers to them, and so does what is found through
 * these alone.
 */
final class UpwardOracle {
  private final UpwardProduct product;
  private final Set<Integer> accounts;
  private final Set<Row> present;
  private final Map<String, Row> byName = new HashMap<>();

  /** The rows that go. */
  final Set<Row> gone;

  /**
   * @param present the rows that are there before
   */
  UpwardOracle(UpwardProduct product, Collection<Row> present, Set<Integer> accounts) {
    this.product = product;
    this.present = new LinkedHashSet<>(present);
    this.accounts = accounts;
    present.forEach(row -> byName.put(row.name(), row));
    gone = most();
  }

  /** True if rows that stay refer to rows that go: the accounts are refused. */
  boolean refuses() {
    return !refusing().isEmpty();
  }

  /** True if some of the rows are found upward only. */
  boolean findsUpward() {
    return gone.stream()
        .anyMatch(row -> !hasKey(row) && gone.stream().noneMatch(other -> leadsDown(other, row)));
  }

  /** The rows that stay and refer to rows that go, each with one such reference. */
  Map<Row, Reference> refusing() {
    Map<Row, Reference> refusing = new IdentityHashMap<>();
    for (Row row : present) {
      if (!gone.contains(row)) {
        product.from(row.table()).stream()
            .filter(reference -> gone.contains(target(row, reference)))
            .forEach(reference -> refusing.put(row, reference));
      }
    }
    return refusing;
  }

  private Set<Row> most() {
    Set<Row> most = found(present);
    for (int before = -1; before != most.size(); ) {
      before = most.size();
      most = found(most);
    }
    return most;
  }

  private Row target(Row row, Reference reference) {
    Long id = row.refers().get(reference.column());
    return id == null ? null : byName.get(reference.to() + " " + id);
  }

  /**
   * The rows to which the paths lead if at most these go: upward only to rows that none keeps that
   * stays.
   */
  private Set<Row> found(Set<Row> atMost) {
    Set<Row> found = new LinkedHashSet<>();
    Deque<Row> open = new ArrayDeque<>();
    atMost.stream().filter(this::hasKey).forEach(open::add);
    while (!open.isEmpty()) {
      Row next = open.remove();
      if (found.add(next)) {
        atMost.stream()
            .filter(row -> row.key() == null)
            .filter(row -> leadsDown(next, row) || (leadsUp(next, row) && !isKept(row, atMost)))
            .forEach(open::add);
      }
    }
    return found;
  }

  private boolean leadsDown(Row from, Row to) {
    return product.from(to.table()).stream()
        .filter(product.downward()::contains)
        .anyMatch(way -> from.equals(target(to, way)));
  }

  private boolean leadsUp(Row from, Row to) {
    return product.from(from.table()).stream()
        .filter(product.upward()::contains)
        .anyMatch(way -> to.equals(target(from, way)));
  }

  private boolean hasKey(Row row) {
    return row.key() != null && accounts.contains(row.key());
  }

  private boolean isKept(Row row, Set<Row> going) {
    return product.to(row.table()).stream()
        .anyMatch(
            reference ->
                present.stream()
                    .filter(other -> other.table().equals(reference.from()))
                    .filter(other -> row.equals(target(other, reference)))
                    .anyMatch(other -> keeps(other, reference, going)));
  }

  /**
   * True if a row keeps the one that it refers to: it stays. Rows that are owned through that one
   * would go with it, and keep it only if they are another account's.
   */
  private boolean keeps(Row row, Reference reference, Set<Row> going) {
    return (product.downward().contains(reference) || isOwnedThrough(reference))
        ? isOfOther(row, reference, Set.of())
        : !going.contains(row);
  }

  /** True if downward paths lead from the referring table to the other. */
  private boolean isOwnedThrough(Reference reference) {
    if (product.upward().contains(reference)) {
      return false;
    }
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(reference.from()));
    while (!open.isEmpty()) {
      String table = open.remove();
      if (!seen.add(table)) {
        continue;
      }
      for (Reference way : product.from(table)) {
        if (product.downward().contains(way)) {
          if (way.to().equals(reference.to())) {
            return true;
          }
          open.add(way.to());
        }
      }
    }
    return false;
  }

  /** True if a row, or one through which it is found otherwise, has the key of another account. */
  private boolean isOfOther(Row row, Reference passing, Set<String> seen) {
    if (row.key() != null) {
      return !accounts.contains(row.key());
    }
    Set<String> further = new HashSet<>(seen);
    further.add(row.table());
    return product.from(row.table()).stream()
        .filter(product.downward()::contains)
        .filter(way -> !way.to().equals(passing.to()) && !further.contains(way.to()))
        .map(way -> target(row, way))
        .anyMatch(parent -> parent != null && isOfOther(parent, passing, further));
  }
}
