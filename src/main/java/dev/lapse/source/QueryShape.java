package dev.lapse.source;

import dev.lapse.catalog.DescribeAnswer;
import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.KeyType;
import dev.lapse.catalog.SqlState;
import dev.lapse.file.NearestName;
import dev.lapse.file.WrongFile;
import dev.lapse.policy.AccountState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The columns of the query's result in a live store.
 *
 * @param labels the query's names of the columns
 */
record QueryShape(Map<Column, String> labels, KeyType idType) {

  /**
   * Reads the columns from the store.
   *
   * @throws WrongFile if the query cannot be run there or lacks a required column
   */
  static QueryShape of(Connection connection, AccountsQuery query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet none = statement.executeQuery("select *\nfrom " + query.from() + "\nlimit 0")) {
      return of(none.getMetaData(), query);
    } catch (SQLException refused) {
      if (SqlState.isOfTheStatement(refused.getSQLState())) {
        throw new WrongFile(
            query.at(),
            "store '%s' cannot run the query: %s"
                .formatted(query.store().name(), DescribeAnswer.ofRoot(refused)));
      }
      throw refused;
    }
  }

  private static QueryShape of(ResultSetMetaData columns, AccountsQuery query) throws SQLException {
    Map<Column, String> labels = new EnumMap<>(Column.class);
    KeyType idType = null;
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String label = columns.getColumnLabel(i);
      Column column =
          Column.of(label)
              .orElseThrow(
                  () ->
                      wrong(
                          query,
                          "the query has a column '%s', which is not a field of an account%s"
                              .formatted(label, NearestName.hint(label, Column.keys()))));
      if (labels.putIfAbsent(column, label) != null) {
        throw wrong(query, "the query has the column '%s' twice".formatted(column.key()));
      }
      String type = columns.getColumnTypeName(i);
      column
          .wrongType(type)
          .ifPresent(
              why -> {
                throw wrong(query, why);
              });
      if (column == Column.ID) {
        idType = KeyType.of(type).orElseThrow();
      }
    }
    for (Column column : Column.values()) {
      if (column.required() && !labels.containsKey(column)) {
        throw wrong(query, "the query has no column '%s'".formatted(column.key()));
      }
    }
    return new QueryShape(labels, Objects.requireNonNull(idType));
  }

  private static WrongFile wrong(AccountsQuery query, String why) {
    return new WrongFile(query.at(), why);
  }

  /** The column for use in statements where the query is {@code q}. */
  String sql(Column column) {
    return "q." + Identifier.quote(Objects.requireNonNull(labels.get(column)));
  }

  /** All rows, ordered by the id as text, which is the same order in every store. */
  String all(AccountsQuery query) {
    return "select *\nfrom %s\norder by %s::text collate \"C\""
        .formatted(query.from(), sql(Column.ID));
  }

  /** The rows of the accounts whose ids are in the setting {@link StoreSession#IDS}. */
  String some(AccountsQuery query) {
    return "select *\nfrom %s\nwhere %s"
        .formatted(
            query.from(),
            idType.isAnyOf(sql(Column.ID), "current_setting('" + StoreSession.IDS + "')"));
  }

  /** The id as text; null if the row has none. */
  @Nullable String id(ResultSet row) throws SQLException {
    return text(row, Column.ID);
  }

  /**
   * The row as an import line. An active account may still have the instant and the choice of its
   * last lapse; both are ignored then.
   */
  ObjectNode line(ResultSet row, String cell) throws SQLException {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    String state = text(row, Column.STATE);
    for (Column column : new Column[] {Column.ID, Column.KIND, Column.TIME_ZONE, Column.NAME}) {
      put(line, column, text(row, column));
    }
    put(line, Column.STATE, state);
    if (!AccountState.ACTIVE.text().equals(state)) {
      OffsetDateTime lapsedAt = row.getObject(label(Column.LAPSED_AT), OffsetDateTime.class);
      put(line, Column.LAPSED_AT, lapsedAt == null ? null : lapsedAt.toString());
      if (labels.containsKey(Column.RETAIN_DATA)) {
        boolean retained = row.getBoolean(label(Column.RETAIN_DATA));
        line.put(Column.RETAIN_DATA.key(), row.wasNull() ? null : Boolean.valueOf(retained));
      }
    }
    return line.put("cell", cell);
  }

  private static void put(ObjectNode line, Column column, @Nullable String value) {
    if (value != null) {
      line.put(column.key(), value);
    }
  }

  private @Nullable String text(ResultSet row, Column column) throws SQLException {
    return labels.containsKey(column) ? row.getString(label(column)) : null;
  }

  private String label(Column column) {
    return Objects.requireNonNull(labels.get(column));
  }
}
