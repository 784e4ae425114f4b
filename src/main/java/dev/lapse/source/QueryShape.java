package dev.lapse.source;

import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.KeyType;
import dev.lapse.catalog.live.DescribePostgresError;
import dev.lapse.catalog.live.SqlState;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The columns of the query's result in a live store.
 *
 * @param labels the query's names of the columns
 */
record QueryShape(Map<QueryColumn, String> labels, KeyType idType) {

  /**
   * Reads the columns from the store.
   *
   * @throws WrongFile if the query cannot be run there or lacks a required column
   */
  static QueryShape read(Connection connection, AccountsQuery query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet none = statement.executeQuery("select *\nfrom " + query.from() + "\nlimit 0")) {
      return read(connection, labels(none.getMetaData(), query), query);
    } catch (SQLException refused) {
      if (SqlState.isOfTheStatement(refused.getSQLState())) {
        throw new WrongFile(
            query.at(),
            "store '%s' cannot run the query: %s"
                .formatted(query.store().name(), DescribePostgresError.ofRoot(refused)));
      }
      throw refused;
    }
  }

  private static QueryShape read(
      Connection connection, Map<QueryColumn, String> labels, AccountsQuery query)
      throws SQLException {
    List<QueryColumn> columns = List.copyOf(labels.keySet());
    List<ResultType> types =
        ResultType.read(
            connection, query.from(), columns.stream().map(column -> sql(labels, column)).toList());
    for (int i = 0; i < columns.size(); i++) {
      Optional<String> wrong = columns.get(i).wrongType(types.get(i));
      if (wrong.isPresent()) {
        throw wrong(query, wrong.get());
      }
    }
    return new QueryShape(labels, types.get(columns.indexOf(QueryColumn.ID)).key().orElseThrow());
  }

  private static Map<QueryColumn, String> labels(ResultSetMetaData columns, AccountsQuery query)
      throws SQLException {
    Map<QueryColumn, String> labels = new EnumMap<>(QueryColumn.class);
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String label = columns.getColumnLabel(i);
      QueryColumn queryColumn =
          QueryColumn.of(label)
              .orElseThrow(
                  () ->
                      wrong(
                          query,
                          "the query has a column '%s', which is not a field of an account%s"
                              .formatted(label, NearestName.hint(label, QueryColumn.keys()))));
      if (labels.putIfAbsent(queryColumn, label) != null) {
        throw wrong(query, "the query has the column '%s' twice".formatted(queryColumn.key()));
      }
    }
    for (QueryColumn queryColumn : QueryColumn.values()) {
      if (queryColumn.required() && !labels.containsKey(queryColumn)) {
        throw wrong(query, "the query has no column '%s'".formatted(queryColumn.key()));
      }
    }
    return labels;
  }

  private static WrongFile wrong(AccountsQuery query, String why) {
    return new WrongFile(query.at(), why);
  }

  /** The column for use in statements where the query is {@code q}. */
  String sql(QueryColumn queryColumn) {
    return sql(labels, queryColumn);
  }

  private static String sql(Map<QueryColumn, String> labels, QueryColumn queryColumn) {
    return "q." + Identifier.quote(Objects.requireNonNull(labels.get(queryColumn)));
  }

  /** All rows, ordered by the id as text, which is the same order in every store. */
  String all(AccountsQuery query) {
    return "select *\nfrom %s\norder by %s::text collate \"C\""
        .formatted(query.from(), sql(QueryColumn.ID));
  }

  /** The rows of the accounts whose ids are in the setting {@link StoreSession#IDS}. */
  String some(AccountsQuery query) {
    return "select *\nfrom %s\nwhere %s"
        .formatted(
            query.from(),
            idType.isAnyOf(sql(QueryColumn.ID), "current_setting('" + StoreSession.IDS + "')"));
  }

  /** The id as text; null if the row has none. */
  @Nullable String id(ResultSet row) throws SQLException {
    return text(row, QueryColumn.ID);
  }

  /**
   * The row as an import line. An active account may still have the instant and the choice of its
   * last lapse; both are ignored then.
   */
  ObjectNode line(ResultSet row, String cell) throws SQLException {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    String state = text(row, QueryColumn.STATE);
    for (QueryColumn queryColumn :
        new QueryColumn[] {
          QueryColumn.ID, QueryColumn.KIND, QueryColumn.TIME_ZONE, QueryColumn.NAME
        }) {
      put(line, queryColumn, text(row, queryColumn));
    }
    put(line, QueryColumn.STATE, state);
    if (!AccountState.ACTIVE.text().equals(state)) {
      OffsetDateTime lapsedAt = row.getObject(label(QueryColumn.LAPSED_AT), OffsetDateTime.class);
      put(line, QueryColumn.LAPSED_AT, lapsedAt == null ? null : instant(lapsedAt));
      if (labels.containsKey(QueryColumn.RETAIN_DATA)) {
        boolean retained = row.getBoolean(label(QueryColumn.RETAIN_DATA));
        line.put(QueryColumn.RETAIN_DATA.key(), row.wasNull() ? null : Boolean.valueOf(retained));
      }
    }
    return line.put("cell", cell);
  }

  /** The driver reads infinity as the last and the first instant that Java can write. */
  private static String instant(OffsetDateTime at) {
    return at.equals(OffsetDateTime.MAX)
        ? "infinity"
        : at.equals(OffsetDateTime.MIN) ? "-infinity" : at.toString();
  }

  private static void put(ObjectNode line, QueryColumn queryColumn, @Nullable String value) {
    if (value != null) {
      line.put(queryColumn.key(), value);
    }
  }

  private @Nullable String text(ResultSet row, QueryColumn queryColumn) throws SQLException {
    return labels.containsKey(queryColumn) ? row.getString(label(queryColumn)) : null;
  }

  private String label(QueryColumn queryColumn) {
    return Objects.requireNonNull(labels.get(queryColumn));
  }
}
