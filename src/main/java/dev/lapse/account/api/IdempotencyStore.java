package dev.lapse.account.api;

import dev.lapse.account.Accounts;
import dev.lapse.clock.Timestamps;
import dev.lapse.problem.HasProblem;
import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Carries out a command with an idempotency key once. The key is written first, so that a
 * concurrent duplicate waits; effect and answer are committed together; a refusal rolls everything
 * back and is not stored.
 */
@Component
class IdempotencyStore {
  private static final Duration KEPT_FOR = Duration.ofDays(7);
  private static final String FORGET_THIS =
      """
      delete from lapse.idempotency
      where key = :key
        and used_at <= :limit
      """;
  private static final String FORGET_SOME =
      """
      delete from lapse.idempotency
      where key in (
        select key
        from lapse.idempotency
        where used_at <= :limit
        order by used_at
        limit 20
        for update skip locked
      )
      """;
  private static final String USE =
      """
      insert into lapse.idempotency (key, request, account_id, used_at)
      values (:key, :request, :account, :now)
      on conflict (key) do nothing
      """;
  private static final String STORE =
      """
      update lapse.idempotency
      set status = :status, etag = :etag, body = :body
      where key = :key
      """;
  private static final String READ =
      """
      select request, status, etag, body
      from lapse.idempotency
      where key = :key
      """;

  private final JdbcClient jdbc;
  private final Accounts accounts;
  private final TransactionOperations transaction;

  IdempotencyStore(JdbcClient jdbc, Accounts accounts, TransactionOperations transaction) {
    this.jdbc = jdbc;
    this.accounts = accounts;
    this.transaction = transaction;
  }

  /** The key of a command, and the request that it identifies. */
  record Key(String text, String request, String account) {}

  /** An answer with a body in JSON. */
  record StoredResponse(int status, String etag, String body, boolean replayed) {}

  /**
   * Carries out the command, or returns the stored answer.
   *
   * @throws HasProblem if the key was used for another request
   */
  StoredResponse once(Key key, Instant now, Supplier<StoredResponse> command) {
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              accounts.waitBriefly();
              var limit = Timestamps.parameter(now.minus(KEPT_FOR));
              jdbc.sql(FORGET_THIS).param("key", key.text()).param("limit", limit).update();
              if (use(key, now) == 0) {
                return replay(key);
              }
              StoredResponse storedResponse = command.get();
              replace(key.text(), storedResponse);
              jdbc.sql(FORGET_SOME).param("limit", limit).update();
              return storedResponse;
            }));
  }

  /** Replaces the answer of a command that was carried out. */
  void replace(String key, StoredResponse answer) {
    jdbc.sql(STORE)
        .param("key", key)
        .param("status", answer.status())
        .param("etag", answer.etag())
        .param("body", answer.body())
        .update();
  }

  private int use(Key key, Instant now) {
    return jdbc.sql(USE)
        .param("key", key.text())
        .param("request", key.request())
        .param("account", key.account())
        .param("now", Timestamps.parameter(now))
        .update();
  }

  private StoredResponse replay(Key key) {
    return jdbc.sql(READ)
        .param("key", key.text())
        .query(
            (row, number) -> {
              if (!row.getString("request").equals(key.request())) {
                throw new UsedOtherwise(key.text());
              }
              return new StoredResponse(
                  row.getInt("status"), row.getString("etag"), row.getString("body"), true);
            })
        .single();
  }

  private static final class UsedOtherwise extends HasProblem {
    private static final long serialVersionUID = 1L;

    UsedOtherwise(String key) {
      super(
          new Problem(
              ProblemType.KEY_USED_OTHERWISE,
              "the Idempotency-Key '%s' was used for another request; use a new one for each"
                  .formatted(key)));
    }
  }
}
