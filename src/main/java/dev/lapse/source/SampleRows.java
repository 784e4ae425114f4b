package dev.lapse.source;

import dev.lapse.account.imports.ReadStoreLine;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The first rows of the query, read as a run reads all of them. */
final class SampleRows {
  private static final int ROWS = 10_000;
  private static final int ROWS_AT_ONCE = 1_000;
  private static final int MOST_NAMED = 10;

  private SampleRows() {}

  /**
   * What a run would say of these rows, by account; of the rows that erased accounts left nothing,
   * because a run does not mind them. Names at most ten accounts.
   */
  static List<String> problems(
      Connection connection,
      AccountsQuery query,
      StoreRecheck.CheckedQuery checked,
      ReadStoreLine reader,
      String cell,
      Instant now)
      throws SQLException {
    Map<String, String> wrong = new TreeMap<>();
    Set<String> seen = new HashSet<>();
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(ROWS_AT_ONCE);
      try (ResultSet row =
          statement.executeQuery("select *\nfrom %s\nlimit %d".formatted(query.from(), ROWS))) {
        while (row.next()) {
          String id = checked.shape().id(row);
          String impossible = checked.rows().impossible(id);
          if (impossible != null) {
            wrong.put(id == null ? "" : id, impossible);
          } else if (!seen.add(String.valueOf(id))) {
            wrong.put(String.valueOf(id), ReadAccounts.TWICE);
          } else {
            ReadStoreLine.Result read = reader.read(checked.shape().line(row, cell), cell, now);
            if (read.line().isEmpty()) {
              wrong.put(String.valueOf(id), read.wrong());
            }
          }
        }
      }
    }
    wrong.keySet().removeAll(Markers.read(connection, wrong.keySet()));
    return sentences(wrong);
  }

  private static List<String> sentences(Map<String, String> wrong) {
    List<String> sentences = new ArrayList<>();
    wrong.entrySet().stream()
        .limit(MOST_NAMED)
        .map(
            entry ->
                entry.getKey().isEmpty()
                    ? entry.getValue()
                    : "account '%s': %s".formatted(entry.getKey(), entry.getValue()))
        .forEach(sentences::add);
    if (wrong.size() > MOST_NAMED) {
      sentences.add(
          "%d other accounts of the first %,d cannot be used"
              .formatted(wrong.size() - MOST_NAMED, ROWS));
    }
    return sentences;
  }
}
