package dev.lapse.erase;

import dev.lapse.catalog.TableName;
import dev.lapse.erase.store.Product;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tables whose foreign keys never run in a circle; each belongs to the account directly or by a
 * way.
 */
record RandomGraph(List<Node> nodes) {
  static final TableName ACCOUNT = new TableName("public", "account");

  /**
   * A table.
   *
   * @param parents the tables that its keys refer to; the way leads through the first
   * @param direct true if it has the account's key itself
   */
  record Node(TableName table, List<TableName> parents, boolean direct) {}

  static RandomGraph of(long seed) {
    Random random = new Random(seed);
    List<String> names =
        IntStream.range(0, 2 + random.nextInt(9))
            .mapToObj(i -> "t" + i)
            .collect(Collectors.toList());
    Collections.shuffle(names, random);
    List<Node> nodes = new ArrayList<>();
    for (String name : names) {
      List<TableName> parents = new ArrayList<>();
      for (Node earlier : nodes) {
        if (random.nextInt(3) == 0) {
          parents.add(earlier.table());
        }
      }
      Collections.shuffle(parents, random);
      nodes.add(
          new Node(
              new TableName("public", name),
              List.copyOf(parents),
              parents.isEmpty() || random.nextBoolean()));
    }
    return new RandomGraph(List.copyOf(nodes));
  }

  /** Three accounts with two rows each in every table. */
  String sql() {
    StringBuilder sql =
        new StringBuilder(
            "create table account (id bigint primary key); insert into account select generate_series(1, 3);\n");
    for (Node node : nodes) {
      StringBuilder columns = new StringBuilder("id bigint primary key");
      StringBuilder values = new StringBuilder("a * 10 + r");
      if (node.direct()) {
        columns.append(", account_id bigint references account");
        values.append(", a");
      }
      for (TableName parent : node.parents()) {
        columns.append(", %1$s_id bigint references %1$s".formatted(parent.table()));
        values.append(", a * 10 + 3 - r");
      }
      sql.append(
          """
          create table %1$s (%2$s);
          insert into %1$s select %3$s from generate_series(1, 3) a, generate_series(1, 2) r;
          """
              .formatted(node.table().table(), columns, values));
    }
    return sql.toString();
  }

  /** As {@link Product} takes them. */
  String[] catalog() {
    List<String> sets = new ArrayList<>(List.of("table: public.account, owned-by: id"));
    for (Node node : nodes) {
      sets.add(
          "table: %s, owned-by: %s"
              .formatted(
                  node.table(),
                  node.direct()
                      ? "account_id"
                      : "%s_id -> %s.id"
                          .formatted(node.parents().get(0).table(), node.parents().get(0))));
    }
    return sets.toArray(String[]::new);
  }
}
