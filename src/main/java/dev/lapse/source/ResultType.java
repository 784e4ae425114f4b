package dev.lapse.source;

import dev.lapse.catalog.KeyType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The type of a column, as the database's own catalog has it. The driver's names are of no use: it
 * calls a {@code bigint} with a sequence {@code bigserial}.
 *
 * @param name for messages
 * @param oid its number in {@code pg_type}; of a domain, that of the type under it
 * @param category its {@code typcategory}
 * @param exact false if different texts count as equal
 */
record ResultType(String name, int oid, String category, boolean exact) {
  /** {@code pg_typeof} knows the type of a subquery without a row, so nothing is read. */
  private static final String TYPES =
      """
      with recursive asked (position, oid) as (
        values %s
      ),
      layer (position, oid) as (
        select position, oid
        from asked
        union all
        select l.position, t.typbasetype
        from layer l
        join pg_type t on t.oid = l.oid
        where t.typtype = 'd'
      )
      select format_type(a.oid, null) as name, t.oid, t.typcategory
      from asked a
      join layer l using (position)
      join pg_type t on t.oid = l.oid
      where t.typtype <> 'd'
      order by position
      """;

  private static final String IS_EXACT =
      """
      select coalesce(
        (
          select c.collisdeterministic
          from pg_collation c
          where c.oid = to_regcollation(pg_collation_for((select %s from %s limit 0)))
        ),
        true
      )
      """;

  /**
   * Reads the types of columns.
   *
   * @param from what the columns are selected from
   */
  static List<ResultType> read(Connection connection, String from, List<String> columns)
      throws SQLException {
    String asked =
        IntStream.range(0, columns.size())
            .mapToObj(
                i ->
                    "(%d, pg_typeof((select %s from %s limit 0))::oid)"
                        .formatted(i, columns.get(i), from))
            .collect(Collectors.joining(", "));
    List<ResultType> types = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(TYPES.formatted(asked))) {
      while (row.next()) {
        types.add(
            new ResultType(
                row.getString("name"),
                Math.toIntExact(row.getLong("oid")),
                row.getString("typcategory"),
                true));
      }
    }
    List<ResultType> compared = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      compared.add(types.get(i).compared(connection, from, columns.get(i)));
    }
    return compared;
  }

  private ResultType compared(Connection connection, String from, String column)
      throws SQLException {
    if (!isText()) {
      return this;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(IS_EXACT.formatted(column, from))) {
      row.next();
      return new ResultType(name, oid, category, row.getBoolean(1));
    }
  }

  /** How keys of this type are written; empty if it cannot be one of accounts. */
  Optional<KeyType> key() {
    return exact ? KeyType.of(oid) : Optional.empty();
  }

  /** True for texts and enumerations. */
  boolean isText() {
    return category.equals("S") || category.equals("E");
  }
}
