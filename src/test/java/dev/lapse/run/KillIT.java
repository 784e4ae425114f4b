package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Installation;
import dev.lapse.testing.LapseProcess;
import dev.lapse.testing.LapseProcess.Result;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A process that dies at any moment leaves nothing that the next start does not put right. */
class KillIT {
  /** Small transactions with a rest after each, so that there is a middle to be killed in. */
  private static final String GENTLY =
      """
      mode: enforce
      limits: {accounts: 100000, percent-of-accounts: 100}
      throttle: {chunk-millis: 10, pause-millis: 40}
      """;

  /** The same at full speed, for runs that nothing interrupts. */
  private static final String FAST =
      """
      mode: enforce
      limits: {accounts: 100000, percent-of-accounts: 100}
      throttle: {chunk-millis: 10}
      """;

  private static final JsonMapper JSON = new JsonMapper();
  private static final long SEED = Long.getLong("lapse.seed", System.nanoTime() % 1_000_000);
  private static final Random SEEDS = new Random(SEED);

  private static Installation template;
  private static Installation undisturbed;
  private static Outcome expectedPurge;
  private static Outcome expectedBilling;

  /** Where in the run the kill should happen, and how to see that it did. */
  private enum Phase {
    PLANNING("select exists (select from lapse.run where plan_frozen_at is null)"),
    CLAIMING("select exists (select from lapse.account where point_of_no_return_at is not null)"),
    DELETING(""),
    SLICES(""),
    VERIFYING(
        """
        select exists (select from lapse.plan_item where outcome = 'acted')
          and not exists (select from lapse.plan_item where outcome = 'planned')
        """),
    REPORTING(
        """
        select exists (select from lapse.plan_item where outcome = 'done' and account_id = '1')
        """);

    final String reached;

    Phase(String reached) {
      this.reached = reached;
    }
  }

  /** What a run leaves behind that must not depend on how often it was interrupted. */
  private record Outcome(Map<String, String> document, Remains remains) {}

  @BeforeAll
  static void runUndisturbed() {
    System.out.printf("KillIT: -Dlapse.seed=%d%n", SEED);
    template = Installation.of(Remains.PRODUCT, Remains.SETS);
    template.file("purge.yaml", GENTLY).file("remove-billing-details.yaml", GENTLY);
    template.closed(ids(1, 60) + " 90 404");
    template.lapse.run(
        "insert into lapse.hold (account_id, name, reason, placed_by, placed_at)"
            + " values ('90', 'legal', 'court', 'x', now())");

    undisturbed = fast(template.copy());
    Result purge = undisturbed.runHere(command("purge"));
    assertThat(purge.exitCode()).as(purge.toString()).isEqualTo(3);
    expectedPurge = outcome(undisturbed, purge);
    assertThat(expectedPurge.document())
        .containsEntry("accounts", "{\"due\":62,\"done\":60,\"skipped\":1,\"failed\":1}");

    try (Installation billing = fast(template.copy())) {
      Result removal = billing.runHere(command("remove-billing-details"));
      assertThat(removal.exitCode()).as(removal.toString()).isEqualTo(3);
      expectedBilling = outcome(billing, removal);
    }
  }

  @AfterAll
  static void close() {
    template.close();
    undisturbed.close();
  }

  static Stream<Kill> kills() {
    boolean all = Boolean.getBoolean("lapse.exhaustive");
    List<Phase> wanted =
        all
            ? Stream.generate(() -> Phase.values()).flatMap(Stream::of).limit(20).toList()
            : List.of(Phase.DELETING, Phase.SLICES, Phase.VERIFYING);
    return wanted.stream().map(phase -> new Kill(phase, SEEDS.nextInt(1_000_000)));
  }

  private record Kill(Phase wanted, long seed) {}

  @ParameterizedTest
  @MethodSource("kills")
  void purgesTheSameAfterAKill(Kill kill) {
    Random random = new Random(kill.seed());
    try (Installation here = template.copy()) {
      LapseProcess killed = here.start(command("purge"));
      awaitMoment(here, kill.wanted(), random);
      killed.kill();
      System.out.printf("%s: killed %s%n", kill, whereItWas(here));

      Result again = fast(here).runHere(command("purge"));
      assertThat(again.exitCode()).as("%s: %s", kill, again).isEqualTo(3);
      assertThat(outcome(here, again)).as(kill.toString()).isEqualTo(expectedPurge);
      assertThat(runs(here)).as("one run").containsExactly("partial");
    }
  }

  @Test
  void removesTheSameBillingDetailsAfterAKill() {
    Kill kill = new Kill(Phase.DELETING, SEEDS.nextInt(1_000_000));
    Random random = new Random(kill.seed());
    try (Installation here = template.copy()) {
      LapseProcess killed = here.start(command("remove-billing-details"));
      // the rows are gone in the store, and Lapse may not know it yet
      await(here.product, "select exists (select from lapse_store.progress)", random.nextInt(50));
      killed.kill();
      System.out.printf("billing, %s: killed %s%n", kill, whereItWas(here));

      Result again = fast(here).runHere(command("remove-billing-details"));
      assertThat(again.exitCode()).as("%s: %s", kill, again).isEqualTo(3);
      assertThat(outcome(here, again)).as(kill.toString()).isEqualTo(expectedBilling);
    }
  }

  @Test
  void stopsCleanlyOnSigtermAndResumesAtTheNextRun() {
    try (Installation here = template.copy()) {
      LapseProcess stopped = here.start(command("purge"));
      awaitMoment(here, Phase.SLICES, new Random(1));
      stopped.terminate();
      Result ended = stopped.result();
      assertThat(ended.exitCode()).as("128 + SIGTERM").isEqualTo(143);
      assertThat(ended.err()).doesNotContain("\tat ");
      assertThat(
              here.inLapse()
                  .sql("select status || ' ' || stop_cause from lapse.run")
                  .query(String.class)
                  .list())
          .as(stopped.toString())
          .containsExactly("stopped shutdown");

      LapseProcess next = fast(here).start("run", "purge", "-o", "json");
      assertThat(next.result().exitCode()).as(next.toString()).isEqualTo(3);
      assertThat(next.err()).contains("run 1 (purge, cell main) was interrupted; resuming it");
      assertThat(outcome(here, next.result())).isEqualTo(expectedPurge);
    }
  }

  /** What waits in a store, here a minute, holds up neither the process nor the run after it. */
  @Test
  void endsInTimeEvenIfAStatementWaits() throws SQLException {
    try (Installation here = template.copy();
        Connection connection = here.product.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      here.file(
          "purge.yaml",
          "cron: \"*/2 * * * * ?\"\nwindow: none\n"
              + GENTLY.replace("{chunk-millis", "{lock-timeout: PT1M, chunk-millis"));
      connection.setAutoCommit(false);
      statement.execute("select from contact where account_id = 1 for update");
      LapseProcess serving = here.start("serve", "--server.port=0");
      await(
          here.product,
          """
          select exists (
            select from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock')
          """,
          0);
      long asked = System.nanoTime();
      serving.terminate();
      assertThat(serving.result().exitCode()).isEqualTo(143);
      assertThat(System.nanoTime() - asked)
          .as("half of what the statement may wait for")
          .isLessThan(TimeUnit.SECONDS.toNanos(30));
      connection.rollback();

      LapseProcess next = here.start("run", "purge", "-o", "json");
      assertThat(next.result().exitCode()).as("%s%n%s", serving, next).isEqualTo(3);
      assertThat(next.err()).contains("was interrupted; resuming it");
      assertThat(outcome(here, next.result()).remains().product())
          .isEqualTo(expectedPurge.remains().product());
      assertThat(outcome(here, next.result()).document())
          .containsEntry("accounts", expectedPurge.document().get("accounts"))
          .containsEntry("sets", expectedPurge.document().get("sets"));
    }
  }

  private static Installation fast(Installation here) {
    return here.file("purge.yaml", FAST).file("remove-billing-details.yaml", FAST);
  }

  private static String[] command(String job) {
    return new String[] {"run", job, "--as-of", "2024-02-01", "-o", "json"};
  }

  /** Waits for a seeded moment within a phase. */
  private static void awaitMoment(Installation here, Phase phase, Random random) {
    switch (phase) {
      case DELETING ->
          await(
              here.product,
              "select coalesce(sum(rows), 0) > %d from lapse_store.progress"
                  .formatted(random.nextInt(2 * Remains.BIG_ROWS)),
              0);
      case SLICES ->
          await(
              here.product,
              "select coalesce(sum(rows), 0) > %d from lapse_store.progress where account_id = '1'"
                  .formatted(random.nextInt(2 * Remains.BIG_ROWS - 2_000)),
              0);
      case PLANNING, CLAIMING -> await(here.lapse, phase.reached, random.nextInt(100));
      case VERIFYING, REPORTING -> await(here.lapse, phase.reached, random.nextInt(5));
    }
  }

  /**
   * Asks until it is so, on one connection.
   *
   * @param more how often to ask again after that, as fast as the database answers
   */
  private static void await(TestDatabase database, String condition, int more) {
    try (Connection connection = database.dataSource().getConnection();
        PreparedStatement question = connection.prepareStatement(condition)) {
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .pollDelay(0, TimeUnit.MILLISECONDS)
          .pollInterval(4, TimeUnit.MILLISECONDS)
          .until(() -> yes(question));
      for (int i = 0; i < more; i++) {
        yes(question);
      }
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static boolean yes(PreparedStatement question) throws SQLException {
    try (ResultSet answer = question.executeQuery()) {
      return answer.next() && answer.getBoolean(1);
    }
  }

  /** The phase in which the dead process was, as the databases show it. */
  private static String whereItWas(Installation here) {
    List<String> run =
        here.inLapse()
            .sql(
                """
                select case
                  when status <> 'running' then 'after its end (' || status || ')'
                  when plan_frozen_at is null then 'in planning'
                  when exists (select from lapse.plan_item where outcome = 'planned') then
                    case when exists (select from lapse.account where point_of_no_return_at is not null)
                      then 'in acting' else 'after planning' end
                  when exists (select from lapse.plan_item where outcome = 'acted') then 'in verifying'
                  else 'in reporting'
                end
                from lapse.run
                """)
            .query(String.class)
            .list();
    String outcomes =
        here.inLapse()
            .sql(
                """
                select coalesce(string_agg(outcome || ' ' || n, ', ' order by outcome), 'no plan')
                from (select outcome, count(*) as n from lapse.plan_item group by outcome) o
                """)
            .query(String.class)
            .single();
    String rows =
        here.inProduct()
            .sql(
                """
                select coalesce(sum(rows), 0) || ' rows gone, '
                  || coalesce(sum(rows) filter (where account_id = '1'), 0) || ' of the big account'
                from lapse_store.progress
                """)
            .query(String.class)
            .single();
    String where = run.isEmpty() ? "before its run" : run.get(0);
    return "%s: %s; %s"
        .formatted(
            where.equals("after planning") && !rows.startsWith("0 ") ? "in acting" : where,
            outcomes,
            rows);
  }

  private static List<String> runs(Installation here) {
    return here.inLapse().sql("select status from lapse.run").query(String.class).list();
  }

  private static Outcome outcome(Installation here, Result result) {
    JsonNode json = JSON.readTree(result.out());
    Map<String, String> document = new TreeMap<>();
    for (String key :
        List.of("job", "asOf", "status", "accounts", "rows", "sets", "reasons", "mode", "dryRun")) {
      document.put(key, json.get(key).toString());
    }
    return new Outcome(document, Remains.of(here));
  }

  private static String ids(int from, int to) {
    return String.join(
        " ", java.util.stream.IntStream.rangeClosed(from, to).mapToObj(String::valueOf).toList());
  }
}
