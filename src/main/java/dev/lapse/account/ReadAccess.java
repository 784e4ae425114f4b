package dev.lapse.account;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads the view {@code lapse.account_access}, so that HTTP and SQL give one answer. */
@Component
class ReadAccess {
  private static final String READ =
      """
      select access, data, since, until, features::text as features
      from lapse.account_access
      where account_id = :id
      """;

  private final JdbcClient jdbc;
  private final JsonMapper json;

  ReadAccess(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  Optional<Access> of(String id) {
    return jdbc.sql(READ)
        .param("id", id)
        .query(
            (row, number) ->
                new Access(
                    row.getString("access"),
                    row.getString("data"),
                    json.readValue(row.getString("features"), new TypeReference<>() {}),
                    Timestamps.find(row, "since"),
                    Timestamps.find(row, "until")))
        .optional();
  }
}
