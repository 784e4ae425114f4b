package dev.lapse.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.testing.Api;
import dev.lapse.testing.Api.Answer;
import dev.lapse.testing.Concurrently;
import dev.lapse.testing.Import;
import dev.lapse.testing.ServingProgram;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** A command that is sent again is not carried out again. */
class IdempotencyIT {
  private static final String PAUSE = "{\"reason\":\"a year at sea\"}";
  private final TestProgram program = ServingProgram.knowingNothing();
  private final Api api = Api.of(program);
  private final Api withKey = api.with("Idempotency-Key", "k1");

  @BeforeEach
  void knowTwoAccounts() {
    program.imports(Import.active(1, 2));
  }

  @Test
  void secondRequestGetsTheFirstAnswer() {
    Answer first = withKey.post("/accounts/1/pause", PAUSE);
    program.clock.advance(Duration.ofHours(1));
    api.post("/accounts/1/reactivate", "{\"billingToken\":\"t\"}");

    Answer second = withKey.post("/accounts/1/pause", PAUSE);

    assertThat(first.header("Idempotency-Replayed")).isEmpty();
    assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.response().body()).isEqualTo(first.response().body());
    assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
    assertThat(second.header("Content-Type")).isEqualTo(first.header("Content-Type"));
    assertThat(lapses()).isEqualTo(1);
  }

  @Test
  void answerIsGivenAgainThoughTheTimesInItHavePassedSince() {
    String lapsed =
        "{\"reason\":\"x\",\"lapsedAt\":\"%s\"}"
            .formatted(program.clock.instant().minus(Duration.ofHours(1)));
    String held =
        "{\"reason\":\"x\",\"until\":\"%s\"}"
            .formatted(program.clock.instant().plus(Duration.ofHours(1)));
    Api otherKey = api.with("Idempotency-Key", "k2");
    assertThat(withKey.post("/accounts/1/pause", lapsed).status()).isEqualTo(200);
    assertThat(otherKey.post("/accounts/2/holds", held).status()).isEqualTo(200);
    program.clock.advance(Duration.ofHours(24));

    assertThat(withKey.post("/accounts/1/pause", lapsed).header("Idempotency-Replayed"))
        .isEqualTo("true");
    assertThat(otherKey.post("/accounts/2/holds", held).header("Idempotency-Replayed"))
        .isEqualTo("true");
    Api newKey = api.with("Idempotency-Key", "k3");
    assertThat(newKey.post("/accounts/2/pause", lapsed).status()).isEqualTo(422);
    assertThat(newKey.post("/accounts/2/pause", "{\"reason\":\"x\"}").status())
        .as("what was refused has used no key")
        .isEqualTo(200);
  }

  @Test
  void answerIsGivenAgainThoughTheTagOfTheRequestIsOldByThen() {
    Api both = withKey.with("If-Match", api.get("/accounts/1").header("ETag"));

    both.post("/accounts/1/pause", PAUSE);

    assertThat(both.post("/accounts/1/pause", PAUSE).header("Idempotency-Replayed"))
        .isEqualTo("true");
  }

  @Test
  void keyOfAnotherRequestIsRefused() {
    withKey.post("/accounts/1/pause", PAUSE);

    for (Answer refused :
        new Answer[] {
          withKey.post("/accounts/1/pause", "{\"reason\":\"other\"}"),
          withKey.post("/accounts/2/pause", PAUSE),
          withKey.post("/accounts/1/holds", PAUSE)
        }) {
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.problem()).isEqualTo("key-used-otherwise");
    }
    assertThat(lapses()).isEqualTo(1);
    assertThat(api.get("/accounts/2").json().get("state").stringValue()).isEqualTo("active");
  }

  @Test
  void billingTokenIsNotPartOfTheStoredRequest() {
    api.post("/accounts/1/pause", PAUSE);
    withKey.post("/accounts/1/reactivate", "{\"billingToken\":\"tok_1\"}");

    assertThat(
            withKey
                .post("/accounts/1/reactivate", "{\"billingToken\":\"tok_2\"}")
                .header("Idempotency-Replayed"))
        .isEqualTo("true");
  }

  @Test
  void keyOfAnotherCallerIsRefused() {
    withKey.post("/accounts/1/pause", PAUSE);
    program.lapse.run("update lapse.idempotency set request = 'of another caller'");

    assertThat(withKey.post("/accounts/1/pause", PAUSE).problem()).isEqualTo("key-used-otherwise");
  }

  @Test
  void refusalIsNotKept() {
    api.post("/accounts/1/close", "");
    Answer refused = withKey.post("/accounts/1/close", "");
    api.post("/accounts/1/reactivate", "{\"billingToken\":\"t\"}");

    Answer again = withKey.post("/accounts/1/close", "");

    assertThat(refused.problem()).isEqualTo("already-lapsed");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.header("Idempotency-Replayed")).isEmpty();
  }

  @Test
  void twinWaitsAndGetsTheSameAnswer() throws SQLException {
    try (Connection holder = program.lapse.dataSource().getConnection();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("select from lapse.account where id = '1' for update");
      FutureTask<Answer> first = Concurrently.start(() -> withKey.post("/accounts/1/pause", PAUSE));
      Concurrently.awaitBlocked(program.inLapse(), "%lapse.account%for update%");
      FutureTask<Answer> twin = Concurrently.start(() -> withKey.post("/accounts/1/pause", PAUSE));
      Concurrently.awaitBlocked(program.inLapse(), "%insert into lapse.idempotency%");
      holder.commit();

      // the payment details are removed between the two: the first says so, the twin "within a day"
      assertThat(lapse(twin)).isEqualTo(lapse(first));
      assertThat(Concurrently.result(twin).header("Idempotency-Replayed")).isEqualTo("true");
    }
    assertThat(lapses()).isEqualTo(1);
  }

  private static Object lapse(FutureTask<Answer> paused) {
    return ((ObjectNode) Concurrently.result(paused).json())
        .without(List.of("billingRemovedAt", "confirmation"));
  }

  @Test
  void keyIsForgottenAfterSevenDaysToTheMicrosecond() {
    withKey.post("/accounts/1/close", "");

    program.clock.set(SharedProgram.NOW.plus(Duration.ofDays(7)).minusNanos(1_000));
    assertThat(withKey.post("/accounts/1/close", "").header("Idempotency-Replayed"))
        .isEqualTo("true");
    program.clock.set(SharedProgram.NOW.plus(Duration.ofDays(7)));
    assertThat(withKey.post("/accounts/1/close", "").problem()).isEqualTo("already-lapsed");
  }

  @Test
  void answerIsForgottenWhenTheAccountIsErased() {
    program.product.run(
        "truncate public.account cascade; insert into public.account values (1, 'one')");
    withKey.post("/accounts/1/close", "{\"reason\":\"my own words\"}");
    program.clock.set(SharedProgram.NOW.plus(Duration.ofDays(5)));

    program.run(JobName.PURGE);

    assertThat(api.get("/accounts/1").json().get("erasedAt").isString()).isTrue();
    assertThat(keys()).isZero();
  }

  @Test
  void oldKeysAreDeletedAFewAtATimeWithEachNewOne() {
    program.lapse.run(
        """
        insert into lapse.idempotency (key, request, account_id, used_at)
        select 'old ' || i, '', '1', '2026-10-01' from generate_series(1, 50) i
        """);

    withKey.post("/accounts/1/close", "");
    assertThat(keys()).isEqualTo(50 - 20 + 1);
    api.with("Idempotency-Key", "k2").post("/accounts/2/close", "");
    assertThat(keys()).isEqualTo(50 - 40 + 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with space"})
  void keyIsVisibleAscii(String key) {
    assertThat(api.with("Idempotency-Key", key).post("/accounts/1/close", "").problem())
        .isEqualTo("malformed");
  }

  @Test
  void keyHas200CharactersAtMost() {
    assertThat(api.with("Idempotency-Key", "x".repeat(201)).post("/accounts/1/close", "").problem())
        .isEqualTo("malformed");
    assertThat(api.with("Idempotency-Key", "x".repeat(200)).post("/accounts/1/close", "").status())
        .isEqualTo(200);
  }

  private int lapses() {
    return api.get("/accounts/1").json().get("lapseNumber").intValue();
  }

  private long keys() {
    return program
        .inLapse()
        .sql("select count(*) from lapse.idempotency")
        .query(Long.class)
        .single();
  }
}
