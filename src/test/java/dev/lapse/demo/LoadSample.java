package dev.lapse.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Fills the product's database with the sample of {@code db/demo}, and says so step by step. */
final class LoadSample {
  private static final String STEP = "-- step: ";
  private static final String TABLES =
      """
      select c.relname
      from pg_class c
      where c.relnamespace = 'public'::regnamespace
        and c.relkind in ('r', 'p')
        and not c.relispartition
      order by c.relname
      """;

  private final DataSource product;
  private final Screen screen;

  LoadSample(DataSource product, Screen screen) {
    this.product = product;
    this.screen = screen;
  }

  /** Loads it as it stands at the instant that the connections are opened with. */
  void load(int accounts, int rows) throws SQLException {
    try (Connection connection = product.getConnection()) {
      set(connection, "demo.accounts", String.valueOf(accounts));
      set(connection, "demo.rows", String.valueOf(rows));
      run(connection, Map.of("tables", text("schema.sql")));
      run(connection, steps(text("generate.sql")));
      run(connection, steps(text("constraints.sql")));
    }
  }

  /** Rows of each of the product's tables. */
  static Map<String, Long> rowsByTable(DataSource product) {
    JdbcClient jdbc = JdbcClient.create(product);
    Map<String, Long> rows = new LinkedHashMap<>();
    for (String table : jdbc.sql(TABLES).query(String.class).list()) {
      rows.put(table, jdbc.sql("select count(*) from public." + table).query(Long.class).single());
    }
    return rows;
  }

  /** A file of {@code db/demo}. */
  static String text(String file) {
    try (InputStream in = LoadSample.class.getResourceAsStream("/db/demo/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** The statements of a file, by the name of their step and in its order. */
  static Map<String, String> steps(String sql) {
    Map<String, String> steps = new LinkedHashMap<>();
    List<String> parts = new ArrayList<>(List.of(sql.split("(?m)^" + STEP)));
    parts.remove(0);
    for (String part : parts) {
      String[] nameAndStatements = part.split("\n", 2);
      steps.put(nameAndStatements[0].strip(), nameAndStatements[1]);
    }
    return steps;
  }

  private void run(Connection connection, Map<String, String> steps) throws SQLException {
    for (Map.Entry<String, String> step : steps.entrySet()) {
      screen.begin(step.getKey());
      long started = System.nanoTime();
      try (Statement statement = connection.createStatement()) {
        statement.setEscapeProcessing(false);
        statement.execute(step.getValue());
      }
      Duration took = Duration.ofNanos(System.nanoTime() - started);
      screen.done("%-22s %8s", step.getKey(), Spell.seconds(took));
    }
  }

  private static void set(Connection connection, String setting, String value) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select set_config(?, ?, false)")) {
      statement.setString(1, setting);
      statement.setString(2, value);
      statement.execute();
    }
  }
}
