package dev.lapse.erase.postgresql.rows;

import java.util.Map;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;

/** Runs a query that returns one number. */
public final class Jdbc {
  private Jdbc() {}

  public static long count(NamedParameterJdbcOperations jdbc, String query) {
    return count(jdbc, query, new MapSqlParameterSource(Map.of()));
  }

  public static long count(
      NamedParameterJdbcOperations jdbc, String query, SqlParameterSource parameters) {
    Long count = jdbc.queryForObject(query, parameters, Long.class);
    return count == null ? 0 : count;
  }
}
