package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lapse.testing.Import;
import dev.lapse.testing.Installation;
import dev.lapse.testing.LapseProcess.Result;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * The packaged program on a machine whose clock runs ahead, and databases with a clock of today.
 */
class ClockAheadIT {
  private static final Duration AHEAD = Duration.ofDays(463);

  @TempDir Path folder;

  @Test
  void processWhoseClockRunsAheadErasesNothing() throws Exception {
    Path library = clockAhead();
    Installation here =
        Installation.of(
            """
            create table public.account (id bigint primary key);
            create table public.contact (id bigint primary key, account_id bigint references public.account);
            insert into public.account values (1);
            insert into public.contact values (1, 1), (2, 1);
            """,
            """
            - {store: product, table: public.account, owned-by: id}
            - {store: product, table: public.contact, owned-by: account_id}
            """);
    try (here) {
      Path accounts =
          here.write(
              "accounts.jsonl",
              Import.line(
                  "1",
                  "\"state\":\"paused\",\"retainData\":true,\"lapsedAt\":\"%s\""
                      .formatted(Instant.now().minus(Duration.ofDays(1)))));
      Result imported = here.run("import", accounts.toString());
      assertThat(imported.exitCode()).as(imported.err()).isZero();
      here.environment("LD_PRELOAD", library.toString())
          .environment("CLOCK_AHEAD", String.valueOf(AHEAD.toSeconds()));

      Result run = here.run("run", "expire", "-o", "json");

      assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
      assertThat(new JsonMapper().readTree(run.out()).get("message").asString())
          .startsWith("nothing was done: the clocks differ: this machine says ");
      assertThat(run.err()).doesNotContain("\tat ");
      assertThat(number(here.product.dataSource(), "select count(*) from public.contact"))
          .isEqualTo(2);
      assertThat(
              number(
                  here.lapse.dataSource(),
                  "select count(*) from lapse.account where point_of_no_return_at is not null or cut_off_at is not null"))
          .isZero();
      assertThat(number(here.lapse.dataSource(), "select count(*) from lapse.early_action"))
          .isZero();
    }
  }

  private static int number(javax.sql.DataSource database, String sql) {
    return JdbcClient.create(database).sql(sql).query(Integer.class).single();
  }

  /** A library that shows the process another time than the machine's. */
  private Path clockAhead() throws IOException, InterruptedException {
    Path source = folder.resolve("clock-ahead.c");
    Path library = folder.resolve("clock-ahead.so");
    try (InputStream text = ClockAheadIT.class.getResourceAsStream("clock-ahead.c")) {
      Files.copy(Objects.requireNonNull(text), source);
    }
    boolean compiled;
    try {
      compiled =
          new ProcessBuilder(
                      "gcc",
                      "-shared",
                      "-fPIC",
                      "-o",
                      library.toString(),
                      source.toString(),
                      "-ldl")
                  .inheritIO()
                  .start()
                  .waitFor()
              == 0;
    } catch (IOException noCompiler) {
      compiled = false;
    }
    if (!compiled) {
      System.out.println("ClockAheadIT is left out: gcc made no library of clock-ahead.c here");
    }
    assumeTrue(compiled, "gcc made no library");
    return library;
  }
}
