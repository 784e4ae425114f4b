package dev.lapse.evidence;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Appends to {@code lapse.evidence} in the caller's transaction: a record and the change that it
 * describes are committed together.
 */
@Component
public class EvidenceLog {
  private static final String APPEND =
      """
      insert into lapse.evidence (kind, account_id, lapse_number, run_id, actor, detail)
      values (:kind, :accountId, :lapseNumber, :runId, :actor, cast(:detail as jsonb))
      """;
  private static final String OF_ACCOUNT =
      """
      select
        number,
        to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "recordedAt",
        kind,
        lapse_number as "lapseNumber",
        run_id as "run",
        actor,
        detail::text as detail
      from lapse.evidence
      where account_id = :accountId
      order by number
      """;

  private final NamedParameterJdbcOperations jdbc;
  private final JsonMapper json;

  EvidenceLog(NamedParameterJdbcOperations jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  public void append(Evidence record) {
    append(List.of(record));
  }

  public void append(List<Evidence> records) {
    if (!records.isEmpty()) {
      jdbc.batchUpdate(
          APPEND, records.stream().map(this::parameters).toArray(SqlParameterSource[]::new));
    }
  }

  /** The evidence of an account, oldest first. Reading has no side effects. */
  public List<Map<String, @Nullable Object>> read(String accountId) {
    return jdbc.queryForList(OF_ACCOUNT, Map.of("accountId", accountId)).stream()
        .map(
            row -> {
              row.put("detail", json.readTree(String.valueOf(row.get("detail"))));
              return row;
            })
        .toList();
  }

  private SqlParameterSource parameters(Evidence record) {
    java.util.TreeMap<String, Object> detail = new java.util.TreeMap<>(record.detail());
    detail.put("at", record.at().toString());
    return new MapSqlParameterSource()
        .addValue("kind", record.kind().text())
        .addValue("accountId", record.accountId())
        .addValue("lapseNumber", record.lapseNumber())
        .addValue("runId", record.runId())
        .addValue("actor", record.actor())
        .addValue("detail", json.writeValueAsString(detail));
  }
}
