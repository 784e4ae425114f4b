package dev.lapse.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.monitoring.Runbook;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.Runs;
import dev.lapse.testing.CommandsInShell;
import dev.lapse.testing.TestDatabases.TestDatabase;
import dev.lapse.testing.TestProgram;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The commands in the runbooks work after the demo's night. */
class RunbooksIT {
  private static final Path JOBS = Path.of("db/demo/jobs");
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);
  private static final String MAILER =
      """
      webhooks: [{name: mailer, url: 'http://127.0.0.1:1/', secret: whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD}]
      """;
  private static final String DEAD_LETTER =
      """
      with event as (
        insert into lapse.event (id, type, account_id, lapse_number, at, recorded_at, data)
        values (gen_random_uuid(), 'account.purged', :account, 1, now(), now(), '{"lapse":1}')
        returning number
      )
      insert into lapse.delivery (
        destination, event_number, account_id, state, attempts, next_attempt_at, last_status, last_error
      )
      select 'mailer', number, :account, 'dead', 10, now(), 500, 'answered 500'
      from event
      """;

  @TempDir static Path folder;
  private static Demo demo;
  private static TestProgram program;
  private static CommandsInShell shell;
  private static final Map<String, String> VARIABLES = new HashMap<>();

  @BeforeAll
  static void openAfterTheNight() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    demo =
        new Demo(
            new DemoArguments(200, true, false),
            new Screen(new PrintStream(printed, true, UTF_8), false));
    assertThat(demo.run()).as(printed.toString(UTF_8)).isTrue();
    program =
        TestProgram.at(NOW.toString())
            .databases(database(demo.lapse()), database(demo.product()))
            .catalog(Files.readString(JOBS.resolve("catalog.yaml")))
            .file("events.yaml", MAILER)
            .file("purge.yaml", "mode: enforce\nlimits: {accounts: 1}\n")
            .open();
    List<String> accounts = twoThatAreActive();
    String run = runThatWaits(accounts);
    program.restartedWith(Map.of("purge.yaml", Files.readString(JOBS.resolve("purge.yaml"))));
    program.inLapse().sql(DEAD_LETTER).param("account", accounts.get(0)).update();
    shell = CommandsInShell.on(program, folder);
    VARIABLES.putAll(
        Map.of(
            "RUN",
            run,
            "ACCOUNT",
            accounts.get(0),
            "JOB",
            "purge",
            "CELL",
            "main",
            "AS_OF",
            asOf(run),
            "STORE",
            "product",
            "WEBHOOK",
            "mailer",
            "ADDRESS",
            demo.address()));
  }

  @AfterAll
  static void close() {
    shell.close();
    program.close();
    demo.close();
  }

  /** The one about the run that waits comes first: others would do what it waits to do. */
  static List<Runbook> runbooks() {
    return Runbook.all().stream()
        .sorted((one, other) -> Boolean.compare(approves(other), approves(one)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("runbooks")
  void commandsAreUnderstoodAndDone(Runbook runbook) throws Exception {
    CommandsInShell.Result result = shell.run(runbook.commands(), VARIABLES);

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).isNotBlank().doesNotContain("--help'");
  }

  @ParameterizedTest
  @MethodSource("runbooks")
  void queriesAreUnderstoodAndOnlyRead(Runbook runbook) {
    for (String query : runbook.queries()) {
      assertThat(query).startsWith("select ");
      JdbcClient.create(demo.lapse()).sql(query).query().listOfRows();
    }
  }

  @Test
  void commandThatIsWrittenWrongIsNoticed() throws Exception {
    assertThat(shell.run("lapse runs --newest 3", VARIABLES).exitCode()).isEqualTo(2);
    assertThat(shell.run("lapse show 999999 | cat", VARIABLES).exitCode()).isNotZero();
  }

  private static boolean approves(Runbook runbook) {
    return runbook.commands().contains("lapse approve");
  }

  private static List<String> twoThatAreActive() {
    return program
        .inLapse()
        .sql(
            "select id from lapse.account where state = 'active' and kind = 'direct' order by id limit 2")
        .query(String.class)
        .list();
  }

  private static String runThatWaits(List<String> accounts) {
    Instant lapsed = NOW.atZone(ZoneOffset.UTC).minus(Period.ofDays(10)).toInstant();
    for (String account : accounts) {
      program.imports(
          "{\"id\":\"%s\",\"kind\":\"direct\",\"state\":\"closed\",\"lapsedAt\":\"%s\"}"
              .formatted(account, lapsed));
    }
    return String.valueOf(program.run(JobName.PURGE).run());
  }

  private static String asOf(String run) {
    return program.get(Runs.class).get(Long.parseLong(run)).asOf().toString();
  }

  private static TestDatabase database(javax.sql.DataSource source) {
    return new TestDatabase(
        ((PGSimpleDataSource) source).getUrl().replaceAll("\\?.*", ""),
        DemoServer.USER,
        DemoServer.USER);
  }
}
