package dev.lapse.run;

import static dev.lapse.testing.SharedProgram.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Concurrently;
import dev.lapse.testing.HttpCaller;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A run that was asked for over HTTP, and the program ends in the middle of it. */
class RunsOverShutdownIT {
  private static final String RUNS = "/api/v1/runs";

  @Test
  void shutdownStopsTheRunAndTheNextStartResumesIt() throws SQLException {
    TestProgram first =
        TestProgram.at(NOW.toString())
            .product(SharedProgram.TABLES)
            .sets(SharedProgram.SETS)
            .serving()
            .open();
    SharedProgram.fill(first, 1_100);
    first.imports(Import.closed(LongStream.rangeClosed(1, 1_100).toArray()));
    FutureTask<Boolean> closing;
    long run;
    try (Connection store = first.product.dataSource().getConnection()) {
      store.setAutoCommit(false);
      store.createStatement().execute("lock table contact in share mode");
      run =
          HttpCaller.of(first)
              .as("operator")
              .post(RUNS, "{\"job\":\"purge\"}")
              .json()
              .get("run")
              .longValue();
      Concurrently.awaitBlocked(first.inProduct(), "%delete from%contact%");
      closing =
          Concurrently.start(
              () -> {
                first.close();
                return true;
              });
      Awaitility.await().until(() -> first.get(ActiveRuns.class).isClosing());
      store.rollback();
    }
    assertThat(Concurrently.result(closing)).isTrue();
    assertThat(
            first
                .inLapse()
                .sql("select status || ' ' || stop_cause from lapse.run where id = ?")
                .param(run)
                .query(String.class)
                .single())
        .isEqualTo("stopped shutdown");

    try (TestProgram next =
        TestProgram.at(NOW.toString())
            .databasesOf(first)
            .sets(SharedProgram.SETS)
            .serving()
            .open()) {
      HttpCaller caller = HttpCaller.of(next).as("operator");
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  caller
                      .get(RUNS + "/" + run)
                      .json()
                      .get("status")
                      .stringValue()
                      .equals("completed"));
      assertThat(
              next.inLapse()
                  .sql("select count(*) from lapse.evidence where kind = 'erasure-outcome'")
                  .query(Long.class)
                  .single())
          .isEqualTo(1_100);
    }
  }
}
