package dev.lapse.source;

import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The rights that a role needs to read accounts from a store and to lock their rows. What the query
 * reads is taken from its text, because a role without rights cannot have it explained.
 *
 * @param rights by table or view
 * @param functions the product's own, which the query or a view of it calls; what they need only
 *     their authors know
 */
public record GrantsForAccounts(Map<TableName, Set<String>> rights, Set<String> functions) {
  private static final String VIEWS =
      """
      select c.oid, n.nspname as schema, c.relname as name
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'v'
        and n.nspname not in ('pg_catalog', 'information_schema')
      order by 2, 3
      """;

  /**
   * A view reads with the rights of its owner, one with {@code security_invoker} with those of the
   * role. Functions are called by the role in either.
   */
  private static final String READ_BY_VIEWS =
      """
      with recursive read (oid, by_role) as (
        select oid, true
        from unnest(cast(? as oid[])) v (oid)
        union
        select
          d.refobjid,
          r.by_role and exists (
            select
            from pg_class v, unnest(v.reloptions) o
            where v.oid = r.oid
              and o ~ '^security_invoker=(true|on|yes|1)$'
          )
        from read r
        join pg_rewrite w on w.ev_class = r.oid
        join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
        where d.refclassid = 'pg_class'::regclass
          and d.refobjid <> r.oid
      )
      select n.nspname as schema, c.relname as name, false as is_function
      from read r
      join pg_class c on c.oid = r.oid
      join pg_namespace n on n.oid = c.relnamespace
      where r.by_role
      union
      select n.nspname, p.proname, true
      from read r
      join pg_rewrite w on w.ev_class = r.oid
      join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
      join pg_proc p on d.refclassid = 'pg_proc'::regclass and p.oid = d.refobjid
      join pg_namespace n on n.oid = p.pronamespace
      order by 1, 2
      """;

  private static final String FUNCTIONS =
      """
      select distinct n.nspname as schema, p.proname as name
      from pg_proc p
      join pg_namespace n on n.oid = p.pronamespace
      where n.nspname not in ('pg_catalog', 'information_schema')
      order by 1, 2
      """;

  /**
   * The rights in a store; none where accounts do not come from it.
   *
   * @param connection to the store; needs no right but to connect
   */
  public static GrantsForAccounts needed(
      AccountsFile file, Store store, StoreSchema schema, Connection connection)
      throws SQLException {
    GrantsForAccounts needed = new GrantsForAccounts(new TreeMap<>(), new TreeSet<>());
    AccountsQuery query = file.query();
    if (query == null || !query.store().name().equals(store.name())) {
      return needed;
    }
    for (StoreSchema.Table table : schema.tables().values()) {
      if (isNamed(table.name(), query.query())) {
        needed.add(table.name(), "select");
      }
    }
    needed.addViews(connection, query.query());
    needed.addFunctions(connection, query.query());
    needed.add(store.accounts(), "select", "update"); // update: to lock rows
    needed.add(new TableName("lapse_store", "point_of_no_return"), "select", "insert", "delete");
    return needed;
  }

  private void add(TableName table, String... needed) {
    rights.computeIfAbsent(table, name -> new LinkedHashSet<>()).addAll(List.of(needed));
  }

  private void addViews(Connection connection, String query) throws SQLException {
    List<Long> named = new ArrayList<>();
    try (PreparedStatement find = connection.prepareStatement(VIEWS);
        ResultSet view = find.executeQuery()) {
      while (view.next()) {
        if (isNamed(name(view), query)) {
          named.add(view.getLong("oid"));
        }
      }
    }
    try (PreparedStatement find = connection.prepareStatement(READ_BY_VIEWS)) {
      find.setArray(1, connection.createArrayOf("int8", named.toArray()));
      try (ResultSet read = find.executeQuery()) {
        while (read.next()) {
          if (read.getBoolean("is_function")) {
            functions.add(name(read).toString());
          } else {
            add(name(read), "select");
          }
        }
      }
    }
  }

  private void addFunctions(Connection connection, String query) throws SQLException {
    try (PreparedStatement find = connection.prepareStatement(FUNCTIONS);
        ResultSet function = find.executeQuery()) {
      while (function.next()) {
        if (isCalled(name(function), query)) {
          functions.add(name(function).toString());
        }
      }
    }
  }

  private static TableName name(ResultSet row) throws SQLException {
    return new TableName(row.getString("schema"), row.getString("name"));
  }

  /** True if the query has the table after {@code from}, {@code join} or a comma. */
  private static boolean isNamed(TableName table, String query) {
    return Pattern.compile(
            "(?i)(\\bfrom|\\bjoin|\\bonly|,)[\\s(]+" + written(table) + "(?![\\w$\"])",
            Pattern.UNICODE_CASE)
        .matcher(query)
        .find();
  }

  private static boolean isCalled(TableName function, String query) {
    return Pattern.compile(
            "(?i)(?<![\\w$\".])" + written(function) + "\\s*\\(", Pattern.UNICODE_CASE)
        .matcher(query)
        .find();
  }

  /** With its schema or without, in quotes or not. */
  private static String written(TableName name) {
    return "(\"?%s\"?\\s*\\.\\s*)?\"?%s\"?"
        .formatted(Pattern.quote(name.schema()), Pattern.quote(name.table()));
  }
}
