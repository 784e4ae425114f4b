package dev.lapse.erase.postgresql;

import java.util.Map;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;

/** Runs a query that returns one number. */
final class Jdbc {
  private Jdbc() {}

  static long count(NamedParameterJdbcOperations jdbc, String query) {
    return count(jdbc, query, new MapSqlParameterSource(Map.of()));
  }

  static long count(
      NamedParameterJdbcOperations jdbc, String query, SqlParameterSource parameters) {
    Long count = jdbc.queryForObject(query, parameters, Long.class);
    return count == null ? 0 : count;
  }
}
