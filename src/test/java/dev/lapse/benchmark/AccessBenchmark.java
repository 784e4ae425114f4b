package dev.lapse.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.OperatingSystemMXBean;
import dev.lapse.testing.TestDatabases.TestDatabase;
import dev.lapse.testing.TestProgram;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.security.core.userdetails.UserDetailsService;

/**
 * How many answers a second one instance gives about 10,000 different accounts, to callers that
 * keep their connections and sign in with each request: {@code ./mvnw verify -Pbenchmark}. wrk,
 * PostgreSQL and the program share the machine. {@code apt-get install wrk} brings the one, or the
 * environment variable {@code WRK} says where it is.
 */
class AccessBenchmark {
  private static final String ACCOUNTS =
      """
      insert into lapse.account (id, kind, state, cell, time_zone, lapse_number, lapsed_at, cut_off_due, purge_due)
      select
        i,
        'direct',
        case when i % 4 < 2 then 'active' else 'closed' end,
        'main',
        'Europe/Paris',
        i % 4 / 2,
        case when i % 4 = 2 then now() when i % 4 = 3 then now() - interval '30 days' end,
        case when i % 4 = 2 then now() + interval '5 days' when i % 4 = 3 then now() - interval '25 days' end,
        case when i % 4 = 2 then now() + interval '5 days' when i % 4 = 3 then now() - interval '25 days' end
      from generate_series(1, 10000) i;
      vacuum analyze lapse.account;
      """;
  private static final Pattern ANSWERS = Pattern.compile("answers/s (\\d+).*failed (\\d+)");
  private static final String ISSUER = "spring.security.oauth2.resourceserver.jwt.issuer-uri";
  private static final String AUDIENCE = "spring.security.oauth2.resourceserver.jwt.audiences";
  private static final OperatingSystemMXBean CPU =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final long WANTED = 5_000;

  @Test
  @Timeout(600)
  void answersASecondByPassword() throws Exception {
    withProgram(
        program -> {
          String password =
              String.valueOf(
                      program
                          .get(UserDetailsService.class)
                          .loadUserByUsername("access")
                          .getPassword())
                  .replace("{noop}", "");
          measure(
              program,
              "password",
              "Basic "
                  + Base64.getEncoder()
                      .encodeToString(("access:" + password).getBytes(StandardCharsets.UTF_8)));
        });
  }

  @Test
  @Timeout(600)
  void answersASecondByToken() throws Exception {
    MockOAuth2Server issuer = new MockOAuth2Server();
    issuer.start();
    System.setProperty(ISSUER, issuer.issuerUrl("lapse").toString());
    System.setProperty(AUDIENCE, "lapse");
    try {
      String token =
          issuer
              .issueToken("lapse", "gateway", "lapse", Map.of("roles", List.of("access")))
              .serialize();
      withProgram(program -> measure(program, "token", "Bearer " + token));
    } finally {
      System.clearProperty(ISSUER);
      System.clearProperty(AUDIENCE);
      issuer.shutdown();
    }
  }

  private interface Measurement {
    void measure(TestProgram program) throws Exception;
  }

  private static void withProgram(Measurement measurement) throws Exception {
    assumeThat(isThere(wrk())).as("wrk is not there: apt-get install wrk").isTrue();
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
      TestDatabase database =
          new TestDatabase(server.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
      try (TestProgram program =
          TestProgram.at(Instant.now().toString())
              .databases(database, database)
              .catalog("stores: []\nsets: []\n")
              .serving()
              .asSuperuser("a server of its own, without roles")
              .open()) {
        for (String statement : ACCOUNTS.split(";\n")) {
          database.run(statement);
        }
        measurement.measure(program);
      }
    }
  }

  private static void measure(TestProgram program, String how, String credentials)
      throws Exception {
    ask(program, how + ", warming up", credentials, 1, 32, 2 * seconds());
    Answers one = ask(program, how + ", one by one", credentials, 1, 32, seconds());
    ask(program, how + ", one by one, 4 callers", credentials, 1, 4, seconds());
    Answers many = ask(program, how + ", 100 at once", credentials, 100, 8, seconds());
    assertThat(one.perSecond()).isGreaterThanOrEqualTo(WANTED);
    assertThat(one.failed() + many.failed()).isZero();
  }

  private record Answers(long perSecond, long failed) {}

  private static Answers ask(
      TestProgram program, String what, String credentials, int ids, int connections, int seconds)
      throws Exception {
    ProcessBuilder wrk =
        new ProcessBuilder(
            wrk(),
            "--threads=1",
            "--connections=" + connections,
            "--duration=" + seconds + "s",
            "--script=db/benchmark/access.lua",
            program.address());
    wrk.environment().put("LAPSE_CREDENTIALS", credentials);
    wrk.environment().put("LAPSE_IDS", String.valueOf(ids));
    long program0 = CPU.getProcessCpuTime();
    long database0 = cpuOfDatabase(program);
    Process process = wrk.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Matcher answers = ANSWERS.matcher(output);
    assertThat(answers.find()).as(output).isTrue();
    double asked = Double.parseDouble(answers.group(1)) * seconds;
    System.out.printf(
        "%-34s %s; CPU per answer: program %.0f µs, database %.0f µs%n",
        what,
        answers.group(),
        (CPU.getProcessCpuTime() - program0) / 1e3 / asked,
        (cpuOfDatabase(program) - database0) / 1e3 / asked);
    return new Answers(Long.parseLong(answers.group(1)), Long.parseLong(answers.group(2)));
  }

  /** Of the server's processes that are still there, in nanoseconds. */
  private static long cpuOfDatabase(TestProgram program) {
    long server =
        program
            .inLapse()
            .sql("select split_part(pg_read_file('postmaster.pid'), e'\\n', 1)::bigint")
            .query(Long.class)
            .single();
    return ProcessHandle.of(server)
        .orElseThrow()
        .children()
        .mapToLong(backend -> backend.info().totalCpuDuration().map(Duration::toNanos).orElse(0L))
        .sum();
  }

  private static int seconds() {
    return Integer.getInteger("lapse.benchmark.seconds", 20);
  }

  private static String wrk() {
    return System.getenv().getOrDefault("WRK", "wrk");
  }

  private static boolean isThere(String program) {
    try {
      return new ProcessBuilder(program, "-v").start().waitFor(10, TimeUnit.SECONDS);
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
