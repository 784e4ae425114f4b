package dev.lapse.report;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads {@code lapse.total}: a few hundred rows, whatever the number of accounts. */
@Component
class ReadTotals {
  private static final String ALL =
      """
      select fact, job, part, value
      from lapse.total
      """;

  private final JdbcClient jdbc;

  ReadTotals(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The key of a total. */
  private record Key(String fact, String job, String part) {}

  /** All totals in one snapshot. */
  static final class Totals {
    private final Map<Key, Double> values;

    private Totals(Map<Key, Double> values) {
      this.values = values;
    }

    /** The total; 0 if nothing was counted yet. */
    double get(String fact, String job, String part) {
      return values.getOrDefault(new Key(fact, job, part), 0.0);
    }

    /** All totals of a fact. */
    Set<String> parts(String fact) {
      Set<String> parts = new TreeSet<>();
      values.keySet().stream()
          .filter(key -> key.fact().equals(fact))
          .forEach(key -> parts.add(key.part()));
      return parts;
    }
  }

  Totals read() {
    Map<Key, Double> values = new HashMap<>();
    jdbc.sql(ALL)
        .query(
            row -> {
              values.put(
                  new Key(row.getString("fact"), row.getString("job"), row.getString("part")),
                  row.getDouble("value"));
            });
    return new Totals(values);
  }
}
