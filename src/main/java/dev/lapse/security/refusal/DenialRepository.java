package dev.lapse.security.refusal;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** The table {@code lapse.refused_attempt}. */
@Component
class DenialRepository {
  private static final Duration KEPT = Duration.ofDays(90);

  private static final String ADD =
      """
      insert into lapse.refused_attempt (
        minute, actor, address, method, path, account_id, status, problem, count)
      values (:minute, :actor, :address, :method, :path, :account, :status, :problem, :count)
      on conflict on constraint refused_attempt_is_counted_once do update
      set count = refused_attempt.count + excluded.count
      """;
  private static final String SINCE =
      """
      select minute, actor, address, method, path, account_id, status, problem, count
      from lapse.refused_attempt
      where minute >= :since
      order by minute desc, actor, address, method, path, account_id, status, problem
      limit :limit
      """;
  private static final String FORGET =
      """
      delete from lapse.refused_attempt
      where ctid = any(array(
        select ctid
        from lapse.refused_attempt
        where minute < :before
        order by minute
        limit 5000
        for update skip locked
      ))
      """;

  /** One row. */
  record Counted(@JsonUnwrapped Denial attempt, long count) {}

  private final NamedParameterJdbcOperations jdbc;
  private final TransactionOperations transaction;

  DenialRepository(NamedParameterJdbcOperations jdbc, TransactionOperations transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  /** Adds to the counts of all rows, or of none if it fails. */
  void add(Map<Denial, Long> counts) {
    SqlParameterSource[] rows =
        counts.entrySet().stream()
            .sorted(Map.Entry.comparingByKey(Denial.ORDER))
            .map(entry -> parameters(entry.getKey(), entry.getValue()))
            .toArray(SqlParameterSource[]::new);
    transaction.executeWithoutResult(status -> jdbc.batchUpdate(ADD, rows));
  }

  /** The newest first. */
  List<Counted> since(Instant since, int limit) {
    return jdbc.query(
        SINCE,
        Map.of("since", at(since), "limit", limit),
        (row, number) ->
            new Counted(
                new Denial(
                    Objects.requireNonNull(row.getObject("minute", OffsetDateTime.class))
                        .toInstant(),
                    row.getString("actor"),
                    row.getString("address"),
                    row.getString("method"),
                    row.getString("path"),
                    row.getString("account_id"),
                    row.getObject("status", Integer.class),
                    row.getString("problem")),
                row.getLong("count")));
  }

  /** Deletes a portion of the rows older than 90 days, and returns their number. */
  int forgetOld(Instant now) {
    return jdbc.update(FORGET, Map.of("before", at(now.minus(KEPT))));
  }

  private static SqlParameterSource parameters(Denial attempt, long count) {
    return new MapSqlParameterSource()
        .addValue("minute", at(attempt.minute()))
        .addValue("actor", attempt.actor())
        .addValue("address", attempt.address())
        .addValue("method", attempt.method())
        .addValue("path", attempt.path())
        .addValue("account", attempt.account())
        .addValue("status", attempt.status())
        .addValue("problem", attempt.problem())
        .addValue("count", count);
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
