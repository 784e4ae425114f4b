package dev.lapse.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Api;
import dev.lapse.testing.Commands;
import dev.lapse.testing.Concurrently;
import dev.lapse.testing.HttpCaller;
import dev.lapse.testing.Import;
import dev.lapse.testing.LapseTables;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Those who wait for one locked account do not keep others from anything for long. */
class LockedAccountIT {
  private static final int CONNECTIONS = 5;
  private static final String REACTIVATE = "/accounts/1/reactivate";
  private static final String TOKEN = "{\"billingToken\":\"t\"}";
  private static TestProgram program;

  @BeforeAll
  static void serve() {
    program =
        TestProgram.at(SharedProgram.NOW.toString())
            .catalog("stores: []\nsets: []\n")
            .setting("spring.datasource.hikari.maximum-pool-size", String.valueOf(CONNECTIONS))
            .setting("spring.datasource.hikari.connection-timeout", "300")
            .serving()
            .open();
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @BeforeEach
  void know() {
    LapseTables.empty(program.lapse);
    program.imports(Import.closed(1, 2));
  }

  @Test
  void manyReactivationsAreUnavailableAndAccessIsAnswered() throws SQLException {
    try (Connection holder = lockAccount()) {
      List<FutureTask<Api.Answer>> reactivations =
          IntStream.range(0, 60)
              .mapToObj(i -> Concurrently.start(() -> Api.of(program).post(REACTIVATE, TOKEN)))
              .toList();
      Concurrently.awaitBlocked(program.inLapse(), "%for update%");

      assertThat(HttpCaller.of(program).as("access").get("/api/v1/accounts/2/access").status())
          .isEqualTo(200);
      assertThat(HttpCaller.of(program).as("access").get("/api/v1/accounts/1/sign-in").status())
          .isEqualTo(200);
      for (FutureTask<Api.Answer> reactivation : reactivations) {
        Api.Answer answer = Concurrently.result(reactivation);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.problem()).isEqualTo("unavailable");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
      }
      assertThat(holder.isClosed()).isFalse();
    }
    assertThat(Api.of(program).post(REACTIVATE, TOKEN).status()).isEqualTo(200);
  }

  @Test
  void everyOtherWayToTheAccountWaitsBrieflyToo() throws SQLException {
    try (Connection holder = lockAccount()) {
      assertThat(
              Api.of(program)
                  .put("/accounts/1", "{\"kind\":\"direct\",\"state\":\"active\"}")
                  .detail())
          .isEqualTo("somebody else is changing the account; try again in a second");
      assertThat(Api.of(program).with("Idempotency-Key", "k").post(REACTIVATE, TOKEN).status())
          .isEqualTo(503);
      Commands.Result command =
          Commands.on(program).run("account", "hold", "1", "--reason", "a lawsuit");
      assertThat(command.exitCode()).isEqualTo(1);
      assertThat(command.err())
          .contains("somebody else is changing the account", "urn:lapse:problem:unavailable");
      assertThat(holder.isClosed()).isFalse();
    }
  }

  private static Connection lockAccount() throws SQLException {
    Connection holder = program.lapse.dataSource().getConnection();
    holder.setAutoCommit(false);
    try (Statement statement = holder.createStatement()) {
      statement.execute("select from lapse.account where id = '1' for update");
    }
    return holder;
  }
}
