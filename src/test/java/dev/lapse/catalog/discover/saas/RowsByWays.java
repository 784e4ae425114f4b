package dev.lapse.catalog.discover.saas;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The rows that the ways of a catalog give to each account, followed in SQL that nothing but this
 * test uses: a temporary table {@code owned_n (account, place, row)} for each table.
 */
final class RowsByWays {
  private final Connection connection;
  private final Map<TableName, DataSet> sets = new TreeMap<>();
  private final Map<TableName, String> done = new HashMap<>();

  RowsByWays(Catalog catalog, Connection connection) {
    this.connection = connection;
    catalog.sets().forEach(set -> sets.put(set.table(), set));
  }

  /** The accounts of each row, by the row's identity. */
  Map<String, TreeSet<String>> count(TableName table, String identity) throws SQLException {
    Map<String, TreeSet<String>> owners = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select %s, o.account from %s t join %s o on o.place = t.tableoid and o.row = t.ctid"
                    .formatted(identity, name(table), owned(table)))) {
      while (row.next()) {
        owners.computeIfAbsent(row.getString(1), none -> new TreeSet<>()).add(row.getString(2));
      }
    }
    return owners;
  }

  private String owned(TableName table) throws SQLException {
    String known = done.get(table);
    if (known != null) {
      return known;
    }
    String name = "owned_" + done.size();
    done.put(table, name);
    List<OwnedBy> ways = sets.get(table).ways();
    String keys =
        ways.stream()
            .filter(way -> way instanceof OwnedBy.Key)
            .map(way -> column("t", ((OwnedBy.Key) way).column()) + " is null")
            .collect(Collectors.joining(" and "));
    List<String> selects = new ArrayList<>();
    List<OwnedBy.Reference> selves = new ArrayList<>();
    for (OwnedBy way : ways) {
      if (way instanceof OwnedBy.Reference self && self.parent().equals(table)) {
        selves.add(self);
      } else {
        selects.add(select(way, table, keys));
      }
    }
    run("create temp table %s as %s".formatted(name, String.join("\nunion\n", selects)));
    run("analyze " + name);
    for (OwnedBy.Reference self : selves) {
      String more =
          """
          insert into %1$s
          select o.account, t.tableoid, t.ctid
          from %2$s t
          join %2$s p on %3$s
          join %1$s o on o.place = p.tableoid and o.row = p.ctid
          where not exists (
            select from %1$s known
            where known.account = o.account and known.place = t.tableoid and known.row = t.ctid)
          """
              .formatted(name, name(table), equal("t", self.columns(), "p", self.parentColumns()));
      while (run(more) > 0) {
        // the children of the children
      }
    }
    return name;
  }

  private String select(OwnedBy way, TableName table, String keys) throws SQLException {
    if (way instanceof OwnedBy.Key key) {
      return "select %1$s::text as account, t.tableoid as place, t.ctid as row from %2$s t where %1$s is not null"
          .formatted(column("t", key.column()), name(table));
    }
    String condition = keys.isEmpty() ? "true" : keys;
    if (way instanceof OwnedBy.Reference reference) {
      OwnedBy.Where where = reference.where();
      if (where != null) {
        condition +=
            " and %s::text = any (array[%s])"
                .formatted(
                    column("t", where.column()),
                    where.values().stream()
                        .map(value -> "'" + value.replace("'", "''") + "'")
                        .collect(Collectors.joining(", ")));
      }
      return """
      select o.account, t.tableoid as place, t.ctid as row
      from %s t
      join %s p on %s
      join %s o on o.place = p.tableoid and o.row = p.ctid
      where %s
      """
          .formatted(
              name(table),
              name(reference.parent()),
              equal("t", reference.columns(), "p", reference.parentColumns()),
              owned(reference.parent()),
              condition);
    }
    OwnedBy.Referrer up = (OwnedBy.Referrer) way;
    return """
    select o.account, t.tableoid as place, t.ctid as row
    from %s t
    join %s r on %s
    join %s o on o.place = r.tableoid and o.row = r.ctid
    where %s
    """
        .formatted(
            name(table),
            name(up.referrer()),
            equal("t", up.columns(), "r", up.referrerColumns()),
            owned(up.referrer()),
            condition);
  }

  private static String equal(
      String one, List<String> columns, String other, List<String> otherColumns) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      parts.add(
          "%s::text = %s::text"
              .formatted(column(one, columns.get(i)), column(other, otherColumns.get(i))));
    }
    return String.join(" and ", parts);
  }

  private static String column(String alias, String name) {
    return alias + ".\"" + name.replace("\"", "\"\"") + "\"";
  }

  private static String name(TableName table) {
    return "\"%s\".\"%s\"".formatted(table.schema(), table.table());
  }

  private int run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }
}
