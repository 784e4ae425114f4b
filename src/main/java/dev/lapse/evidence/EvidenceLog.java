package dev.lapse.evidence;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
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
      select e.kind, e.account_id, e.lapse_number, e.run_id, e.actor, e.detail
      from unnest(
        :kinds, :accountIds, cast(:lapseNumbers as integer[]), cast(:runIds as bigint[]), :actors,
        cast(:details as jsonb[])
      ) with ordinality as e (kind, account_id, lapse_number, run_id, actor, detail, place)
      order by e.place
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

  private static final String HAS =
      """
      select exists (
        select
        from lapse.evidence
        where account_id = :accountId
          and lapse_number = :lapseNumber
          and kind = :kind
      )
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
      jdbc.update(
          APPEND,
          new MapSqlParameterSource()
              .addValue("kinds", texts(records, record -> record.kind().text()))
              .addValue("accountIds", texts(records, Evidence::accountId))
              .addValue("lapseNumbers", texts(records, Evidence::lapseNumber))
              .addValue("runIds", texts(records, Evidence::runId))
              .addValue("actors", texts(records, Evidence::actor))
              .addValue("details", texts(records, this::detail)));
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

  /** True if there is evidence of this kind of a lapse of an account. */
  public boolean has(EvidenceKind kind, String accountId, int lapseNumber) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            HAS,
            Map.of("accountId", accountId, "lapseNumber", lapseNumber, "kind", kind.text()),
            Boolean.class));
  }

  private String detail(Evidence record) {
    TreeMap<String, Object> detail = new TreeMap<>(record.detail());
    detail.put("at", record.at().toString());
    return json.writeValueAsString(detail);
  }

  private static @Nullable String[] texts(
      List<Evidence> records, Function<Evidence, @Nullable Object> value) {
    return records.stream()
        .map(value)
        .map(object -> object == null ? null : object.toString())
        .toArray(String[]::new);
  }
}
