package dev.lapse.account.access;

import dev.lapse.clock.Timestamps;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads {@code lapse.access_over_time} as of now, which is the earlier of the program's and the
 * database's clock; the view {@code lapse.account_access} uses the clock of the database. If the
 * clocks agree, both give the same answer.
 */
@Component
class ReadAccess {
  private static final String READ =
      """
      select account_id, access, data, since, until, features::text as features
      from lapse.access_over_time
      where account_id = any(:ids)
        and valid_from <= least(:now, lapse.clock())
        and valid_until > least(:now, lapse.clock())
      """;

  private final JdbcClient jdbc;
  private final JsonMapper json;
  private final InstantSource clock;

  ReadAccess(AccessConnections connections, JsonMapper json, InstantSource clock) {
    this.jdbc = connections.jdbc();
    this.json = json;
    this.clock = clock;
  }

  /** The answers as of one instant, by account; unknown ids are absent. */
  Map<String, Access> read(Collection<String> ids) {
    Map<String, Access> answers = new HashMap<>();
    Map<String, Map<String, Boolean>> features = new HashMap<>();
    jdbc.sql(READ)
        .param("ids", ids.toArray(String[]::new))
        .param("now", Timestamps.parameter(clock.instant()))
        .query(
            row -> {
              answers.put(
                  row.getString("account_id"),
                  new Access(
                      row.getString("access"),
                      row.getString("data"),
                      // there are only two different texts among the rows of a statement
                      features.computeIfAbsent(row.getString("features"), this::parse),
                      Timestamps.find(row, "since"),
                      Timestamps.find(row, "until")));
            });
    return answers;
  }

  private Map<String, Boolean> parse(String features) {
    return json.readValue(features, new TypeReference<TreeMap<String, Boolean>>() {});
  }
}
