package dev.lapse.erase.postgresql;

import dev.lapse.catalog.TableName;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.ErasurePlan.Mode;
import dev.lapse.erase.postgresql.plan.Step;
import dev.lapse.erase.postgresql.plan.TableReference;
import dev.lapse.erase.postgresql.plan.TargetSet;
import dev.lapse.erase.postgresql.plan.TargetSet.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sorts the steps of an erasure. A row is found after the row through which it is found; a row that
 * is only referred to is found after those that refer to it. If foreign keys are enforced, and
 * always in several transactions, referring rows are deleted before referenced ones.
 */
final class OrderSteps {
  private final ErasurePlan plan;
  private final Map<Node, Set<Node>> needs = new HashMap<>();

  private OrderSteps(ErasurePlan plan) {
    this.plan = plan;
  }

  /** The sorted steps; the order is deterministic. */
  static List<Step> of(ErasurePlan plan) {
    OrderSteps order = new OrderSteps(plan);
    List<Node> all = order.nodes();
    all.forEach(order::findsAfter);
    if (plan.mode() != Mode.LOOKING) {
      all.stream().filter(Node::write).forEach(order::writesAfter);
      order.accountsFirstOrLast(all);
    }
    List<Step> steps = new ArrayList<>();
    for (List<Node> together : StronglyConnectedComponents.of(all, order.needs)) {
      steps.add(order.step(together));
    }
    return List.copyOf(steps);
  }

  /** One of the two actions on a set: its rows are found, and deleted or changed. */
  private record Node(boolean write, TableName table) implements Comparable<Node> {
    @Override
    public int compareTo(Node other) {
      int byTable = table.compareTo(other.table);
      return byTable == 0 ? Boolean.compare(write, other.write) : byTable;
    }
  }

  private List<Node> nodes() {
    List<Node> nodes = new ArrayList<>();
    for (TargetSet set : plan.sets().values()) {
      if (set.isPlaced() || plan.mode() == Mode.LOOKING) {
        nodes.add(new Node(false, set.table()));
      }
      if (plan.mode() != Mode.LOOKING && plan.changes(set)) {
        nodes.add(new Node(true, set.table()));
      }
    }
    return nodes;
  }

  private void needs(Node later, Node earlier) {
    needs.computeIfAbsent(later, node -> new TreeSet<>()).add(earlier);
  }

  /** The step after which the rows of a set are captured. */
  private Node known(TargetSet set) {
    return new Node(!(set.isPlaced() || plan.mode() == Mode.LOOKING), set.table());
  }

  private void findsAfter(Node node) {
    TargetSet set = plan.target(node.table());
    Node known = known(set);
    if (node.write() && !known.equals(node)) {
      needs(node, known);
      return;
    }
    plan.foundThrough(set).forEach(other -> needs(node, known(plan.target(other))));
  }

  private void writesAfter(Node node) {
    TargetSet set = plan.target(node.table());
    if (!set.isPlaced() && plan.mode() == Mode.PARENTS_FIRST) {
      return;
    }
    if (set.role() == Role.ANONYMIZED) {
      // a changed row has another position, by which it would not be known as captured
      plan.keptBy(set).forEach(kept -> needs(node, known(kept)));
    }
    boolean enforced = plan.mode() == Mode.IN_SLICES || !plan.bypasses(set);
    for (TableReference reference : plan.referencesTo(set.table())) {
      TargetSet from = plan.sets().get(reference.from());
      if (from == null) {
        continue;
      }
      boolean before =
          plan.changes(from)
              && !reference.isToItself()
              && (reference.way()
                  || reference.takesAlong()
                  || (reference.declared() != null && enforced && from.endsReference(reference))
                  || (plan.mode() == Mode.IN_SLICES && from.endsReference(reference)));
      if (before) {
        needs(node, new Node(true, from.table()));
      }
    }
  }

  /**
   * The accounts' own rows are deleted last, except for rows found only after that; without
   * enforced foreign keys they are deleted first, so that no new row can refer to them.
   */
  private void accountsFirstOrLast(List<Node> all) {
    TargetSet accounts = plan.sets().get(plan.store().accounts());
    if (accounts == null || !plan.changes(accounts)) {
      return;
    }
    Node own = new Node(true, accounts.table());
    boolean first = plan.isDeletedAtOnce(accounts);
    for (Node other : all) {
      if (other.write() && !other.equals(own)) {
        Node later = first ? other : own;
        Node earlier = first ? own : other;
        if (!dependsOn(earlier, later, new HashSet<>())) {
          needs(later, earlier);
        }
      }
    }
  }

  private boolean dependsOn(Node one, Node other, Set<Node> seen) {
    return one.equals(other)
        || (seen.add(one)
            && needs.getOrDefault(one, Set.of()).stream()
                .anyMatch(need -> dependsOn(need, other, seen)));
  }

  private Step step(List<Node> together) {
    List<TargetSet> sets = together.stream().map(node -> plan.target(node.table())).toList();
    boolean finds =
        together.stream().allMatch(node -> known(plan.target(node.table())).equals(node));
    boolean writes = together.stream().allMatch(Node::write);
    boolean inCircle =
        together.size() > 1
            || needs.getOrDefault(together.get(0), Set.of()).contains(together.get(0));
    if (finds) {
      return writes ? new Step.FindAndWrite(sets, inCircle) : new Step.Find(sets, inCircle);
    }
    return new Step.Write(sets);
  }
}
