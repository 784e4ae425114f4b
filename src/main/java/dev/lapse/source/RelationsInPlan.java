package dev.lapse.source;

import dev.lapse.catalog.Store;
import dev.lapse.file.WrongFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The relations that the query for accounts reads, taken from its plan, which resolves views. The
 * row that is locked before an erasure must be one that the query reads; otherwise the lock does
 * not prevent an unnoticed reactivation.
 *
 * @param tables the relations, as {@code schema.name}
 * @param functions the set-returning functions, except PostgreSQL's own
 */
record RelationsInPlan(Set<String> tables, Set<String> functions) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String BUILT_IN = "pg_catalog";

  /** The accounts' table and its partitions or child tables. */
  private static final String TABLE_AND_PARTS =
      """
      with recursive part (oid) as (
        select ?::regclass::oid
        union
        select i.inhrelid
        from pg_inherits i
        join part on part.oid = i.inhparent
      )
      select n.nspname || '.' || c.relname
      from part
      join pg_class c on c.oid = part.oid
      join pg_namespace n on n.oid = c.relnamespace
      order by 1
      """;

  private static final String COPIES =
      """
      select
        n.nspname || '.' || c.relname as name,
        case c.relkind when 'm' then 'a materialized view' else 'a foreign table' end as kind
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('m', 'f')
        and n.nspname || '.' || c.relname = any(?)
      order by 1
      """;

  /**
   * Reads the plan of the query from the store.
   *
   * @throws WrongFile if the query does not read the accounts' table, or reads a relation that may
   *     be out of date
   */
  static void require(Connection connection, AccountsQuery query) throws SQLException {
    RelationsInPlan read = read(connection, query);
    Store store = query.store();
    Map<String, String> copies = read.copies(connection);
    read.functions.forEach(function -> copies.put(function, "a function"));
    Set<String> accounts = tableAndParts(connection, store);
    if (read.tables.stream().noneMatch(accounts::contains)) {
      throw new WrongFile(
          query.at(),
          "the query does not read %s, whose rows are locked before an erasure, but %s; an account that came back in the table would still be erased: read the table itself, or a plain view of it"
              .formatted(store.accounts(), read.described(copies)));
    }
    if (!copies.isEmpty()) {
      Map.Entry<String, String> first = copies.entrySet().iterator().next();
      throw new WrongFile(
          query.at(),
          "the query reads %s (%s), which may be out of date when the row in %s is locked: read tables, or plain views of them"
              .formatted(first.getKey(), first.getValue(), store.accounts()));
    }
  }

  private static RelationsInPlan read(Connection connection, AccountsQuery query)
      throws SQLException {
    RelationsInPlan read = new RelationsInPlan(new TreeSet<>(), new TreeSet<>());
    try (Statement statement = connection.createStatement();
        ResultSet plan =
            statement.executeQuery(
                "explain (format json, verbose) select *\nfrom " + query.from())) {
      plan.next();
      read.add(JSON.readTree(plan.getString(1)).get(0).get("Plan"));
    }
    return read;
  }

  private void add(JsonNode node) {
    String schema = node.path("Schema").asString("");
    if (node.has("Relation Name")) {
      tables.add(schema + "." + node.get("Relation Name").asString());
    } else if (node.has("Function Name") && !schema.equals(BUILT_IN)) {
      functions.add(schema + "." + node.get("Function Name").asString());
    } else if (node.path("Node Type").asString("").equals("Foreign Scan")) {
      // a join that the other server executes
      functions.add(node.path("Relations").asString("another server"));
    }
    node.path("Plans").forEach(this::add);
  }

  private Map<String, String> copies(Connection connection) throws SQLException {
    Map<String, String> copies = new TreeMap<>();
    try (PreparedStatement find = connection.prepareStatement(COPIES)) {
      find.setArray(1, connection.createArrayOf("text", tables.toArray()));
      try (ResultSet row = find.executeQuery()) {
        while (row.next()) {
          copies.put(row.getString("name"), row.getString("kind"));
        }
      }
    }
    return copies;
  }

  private static Set<String> tableAndParts(Connection connection, Store store) throws SQLException {
    Set<String> names = new TreeSet<>();
    try (PreparedStatement find = connection.prepareStatement(TABLE_AND_PARTS)) {
      find.setString(1, store.accounts().sql());
      try (ResultSet row = find.executeQuery()) {
        while (row.next()) {
          names.add(row.getString(1));
        }
      }
    }
    return names;
  }

  private String described(Map<String, String> copies) {
    Set<String> all = new TreeSet<>(tables);
    all.addAll(functions);
    if (all.isEmpty()) {
      return "no table";
    }
    return String.join(
        ", ",
        all.stream()
            .map(name -> copies.containsKey(name) ? name + " (" + copies.get(name) + ")" : name)
            .toList());
  }
}
