package dev.lapse.testing;

import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs statements and keeps the plan that PostgreSQL followed for each, with the rows that it read:
 * of the very statement, with its parameters.
 */
public final class ExplainedStatements extends JdbcTemplate {
  /** Plans come as notices, in JSON. Only a superuser may ask for them. */
  private static final String SETTINGS =
      "?options="
          + String.join(
              "%20",
              "-csession_preload_libraries=auto_explain",
              "-cauto_explain.log_min_duration=0",
              "-cauto_explain.log_analyze=on",
              "-cauto_explain.log_timing=off",
              "-cauto_explain.log_format=json",
              "-cauto_explain.log_level=notice");

  private final List<JsonNode> plans = new ArrayList<>();

  public ExplainedStatements(TestDatabase database) {
    super(
        new TestDatabase(database.url() + SETTINGS, database.username(), database.password())
            .dataSource());
  }

  /** The scans of tables and indexes in all statements since the last call. */
  public List<Scan> scans() {
    List<Scan> scans = plans.stream().flatMap(ExplainedStatements::nodes).map(Scan::of).toList();
    plans.clear();
    return scans.stream()
        .filter(scan -> !scan.table().isEmpty() || !scan.index().isEmpty())
        .toList();
  }

  /**
   * A part of a plan that reads.
   *
   * @param table empty where only an index is read
   * @param index empty where none is used
   * @param rows that were read from the table, those included that a filter threw away
   */
  public record Scan(String kind, String table, String index, long rows) {
    private static Scan of(JsonNode node) {
      double each =
          node.path("Actual Rows").asDouble()
              + node.path("Rows Removed by Filter").asDouble()
              + node.path("Rows Removed by Index Recheck").asDouble();
      return new Scan(
          node.path("Node Type").asString(),
          node.path("Relation Name").asString(),
          node.path("Index Name").asString(),
          Math.round(each * node.path("Actual Loops").asDouble()));
    }
  }

  @Override
  protected void handleWarnings(Statement statement) throws SQLException {
    for (SQLWarning notice = statement.getWarnings();
        notice != null;
        notice = notice.getNextWarning()) {
      String text = notice.getMessage();
      plans.add(JsonMapper.shared().readTree(text.substring(text.indexOf('{'))).path("Plan"));
    }
  }

  private static Stream<JsonNode> nodes(JsonNode plan) {
    return Stream.concat(
        Stream.of(plan),
        StreamSupport.stream(plan.path("Plans").spliterator(), false)
            .flatMap(ExplainedStatements::nodes));
  }
}
