package dev.lapse.run;

import static dev.lapse.testing.SharedProgram.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Concurrently;
import dev.lapse.testing.HttpCaller;
import dev.lapse.testing.HttpCaller.Answer;
import dev.lapse.testing.LapseTables;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import dev.lapse.testing.TestProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A job that is started in every cell. */
class RunsInCellsOverHttpIT {
  private static final String RUNS = "/api/v1/runs";
  private static final String PRODUCT =
      """
      create table public.account (id bigint primary key);
      insert into public.account values (1), (2);
      """;

  private static TestDatabase eu;
  private static TestDatabase us;
  private static TestProgram program;
  private static HttpCaller operator;

  @BeforeAll
  static void serve() {
    eu = TestDatabases.store();
    eu.run(PRODUCT);
    us = TestDatabases.store();
    us.run(PRODUCT);
    program =
        TestProgram.at(NOW.toString())
            .catalog(
                """
                stores:
                  - name: product
                    type: postgresql
                    username: ${PRODUCT_DATABASE_USERNAME}
                    password: ${PRODUCT_DATABASE_PASSWORD}
                    accounts: public.account
                    key: id
                    cells: {eu-1: {url: "%s"}, us-1: {url: "%s"}}
                sets:
                  - {store: product, table: public.account, owned-by: id}
                """
                    .formatted(eu.url(), us.url()))
            .serving()
            .open();
    operator = HttpCaller.of(program).as("operator");
  }

  @BeforeEach
  void closeOneInEach() {
    LapseTables.empty(program.lapse);
    eu.run("insert into account values (1), (2) on conflict do nothing");
    us.run("insert into account values (1), (2) on conflict do nothing");
    program.imports(
        """
        {"id":"1","kind":"direct","state":"closed","lapsedAt":"2026-11-01T00:00:00Z","cell":"eu-1"}
        {"id":"2","kind":"direct","state":"closed","lapsedAt":"2026-11-01T00:00:00Z","cell":"us-1"}
        """);
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @Test
  void refusesToVouchForAnAccountOfAnotherCell() {
    eu.run("delete from account where id = 1");
    Answer refused =
        HttpCaller.of(program)
            .as("approver")
            .post("/api/v1/accounts/1/vouch", "{\"reason\":\"ticket 4711\"}");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().get("detail").stringValue())
        .isEqualTo(
            "account '1' has rows in store 'product' (cell us-1); Lapse has it in cell 'eu-1': is that right?");
  }

  @Test
  void beginsInEveryCellAndSumsUp() {
    Answer begun = operator.post(RUNS, "{\"job\":\"cut-off\"}");

    assertThat(begun.status()).isEqualTo(202);
    assertThat(begun.header("location")).isNull();
    assertThat(begun.json().has("run")).isFalse();
    assertThat(begun.json().get("cells").values())
        .extracting(cell -> cell.get("cell").stringValue())
        .containsExactly("eu-1", "us-1");
    for (JsonNode cell : begun.json().get("cells")) {
      assertThat(ended(cell.get("run").toString()).get("accounts").get("done").intValue())
          .isEqualTo(1);
    }
  }

  @Test
  void reportsTheCellsInWhichNothingWasStarted() throws SQLException {
    try (Connection store = eu.dataSource().getConnection()) {
      store.setAutoCommit(false);
      store.createStatement().execute("lock table account in share mode");
      Answer first = operator.post(RUNS, "{\"job\":\"purge\",\"cell\":\"eu-1\"}");
      Concurrently.awaitBlocked(eu.jdbc(), "%delete from%account%");

      Answer both = operator.post(RUNS, "{\"job\":\"purge\"}");

      assertThat(both.status()).isEqualTo(202);
      assertThat(both.json().get("cells").values())
          .extracting(cell -> cell.get("cell").stringValue())
          .containsExactly("us-1");
      JsonNode refused = both.json().get("refused").get(0);
      assertThat(refused.get("cell").stringValue()).isEqualTo("eu-1");
      assertThat(refused.get("problem").get("type").stringValue()).endsWith("already-running");
      store.rollback();
      ended(first.json().get("run").toString());
      ended(both.json().get("cells").get(0).get("run").toString());
    }
  }

  @Test
  void refusesAnUnknownCell() {
    Answer answer = operator.post(RUNS, "{\"job\":\"purge\",\"cell\":\"eu-2\"}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().get("detail").stringValue()).contains("did you mean 'eu-1'?");
  }

  private static JsonNode ended(String run) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> operator.get(RUNS + "/" + run).json(),
            shown -> !shown.get("status").stringValue().equals("running"));
  }
}
