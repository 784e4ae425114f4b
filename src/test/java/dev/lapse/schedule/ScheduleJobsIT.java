package dev.lapse.schedule;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lapse.account.Cells;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.live.CompareClocks;
import dev.lapse.catalog.live.StoreClock;
import dev.lapse.catalog.live.Stores;
import dev.lapse.catalog.yaml.CatalogFile;
import dev.lapse.clock.DueClock;
import dev.lapse.file.YamlMap;
import dev.lapse.plan.AllJobSettings;
import dev.lapse.plan.JobSettings;
import dev.lapse.plan.Limits;
import dev.lapse.plan.RunMode;
import dev.lapse.plan.Throttle;
import dev.lapse.policy.JobName;
import dev.lapse.run.BatchTables;
import dev.lapse.run.record.RunRequest;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import dev.lapse.testing.TestRoles;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.quartz.autoconfigure.QuartzAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whole nodes, each an application context with its own clustered scheduler, on one database. */
class ScheduleJobsIT {
  /** The start of a node resets the logs of the JVM, which two must not do at once. */
  private static final ReentrantLock LOGS = new ReentrantLock();

  private static final ZoneId UTC = ZoneOffset.UTC;

  /** A slot once a day, half a day away from now. */
  private static final String FAR =
      "0 30 %d * * ?".formatted((Instant.now().atZone(UTC).getHour() + 12) % 24);

  private final TestDatabase database = TestDatabases.lapse();

  /** All nodes share it: Quartz keeps one per JVM for schedulers of the same name. */
  private final DataSource dataSource = database.dataSource(TestRoles.RUNTIME, "x");

  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final FakeRuns runs = new FakeRuns(jdbc);
  private final List<ConfigurableApplicationContext> nodes = new ArrayList<>();

  @AfterEach
  void stopNodes() {
    nodes.forEach(ConfigurableApplicationContext::close);
  }

  @Test
  void firstStartSchedulesEveryJobWithoutCatchingUp() {
    node(all(FAR), List.of("eu-1", "us-1"));

    awaitNoLookLeft();
    assertThat(runs.askedToResume).hasSize(8).doesNotHaveDuplicates();
    assertThat(runs.started).isEmpty();
    assertThat(triggers()).hasSize(8);
    assertThat(
            jdbc.sql(
                    """
                    select count(*) from lapse.slot
                    where last_slot is null
                      and known_since > now() - interval '1 minute'
                    """)
                .query(Long.class)
                .single())
        .isEqualTo(8);
  }

  @Test
  void slotIsStartedWhenItsTimeComesAndNeverBefore() {
    node(List.of(settings(JobName.CUT_OFF, "* * * * * ?", UTC)), List.of("main"));

    await().atMost(30, SECONDS).until(() -> runs.started.size() >= 4);
    for (int i = 0; i < 4; i++) {
      assertThat(runs.started.get(i).asOf()).isBeforeOrEqualTo(runs.startedAt.get(i));
      assertThat(runs.started.get(i).asOf().getNano()).isZero();
    }
    assertThat(runs.started).extracting(RunRequest::asOf).doesNotHaveDuplicates();
  }

  @Test
  void twoNodesThatStartAtOnceCatchUpOnce() {
    ConfigurableApplicationContext before = node(all(FAR), List.of("main"));
    awaitNoLookLeft();
    awaitNoneFiring();
    before.close();
    fiveNightsPass();

    List<CompletableFuture<Void>> starting =
        List.of(
            CompletableFuture.runAsync(() -> node(all(FAR), List.of("main"))),
            CompletableFuture.runAsync(() -> node(all(FAR), List.of("main"))));
    starting.forEach(CompletableFuture::join);

    await().atMost(30, SECONDS).until(() -> runs.started.size() == 4);
    awaitNoLookLeft();
    awaitNoneFiring();
    assertThat(runs.started)
        .extracting(RunRequest::job)
        .containsExactlyInAnyOrder(JobName.values());
    assertThat(runs.started)
        .extracting(RunRequest::asOf)
        .allSatisfy(slot -> assertThat(slot).isAfter(Instant.now().minus(1, ChronoUnit.DAYS)));
    assertThat(
            jdbc.sql("select count(distinct last_slot) from lapse.slot where last_slot is not null")
                .query(Long.class)
                .single())
        .isEqualTo(1);
  }

  @Test
  void onlyTriggersWhoseCronOrZoneChangedAreReplaced() {
    List<JobSettings> before =
        List.of(
            settings(JobName.REMOVE_BILLING_DETAILS, FAR, UTC),
            settings(JobName.CUT_OFF, FAR, UTC),
            settings(JobName.PURGE, FAR, UTC));
    node(before, List.of("main")).close();
    database.run("update lapse.slot set known_since = known_since - interval '1 hour'");
    Map<String, String> triggers = triggers();
    Map<String, String> known = knownSince();

    node(
            List.of(
                settings(JobName.REMOVE_BILLING_DETAILS, FAR, UTC),
                settings(JobName.CUT_OFF, FAR.replace("30", "31"), UTC),
                settings(JobName.PURGE, FAR, ZoneId.of("Europe/Paris"))),
            List.of("main"))
        .close();

    assertThat(triggers().get("remove-billing-details main"))
        .isEqualTo(triggers.get("remove-billing-details main"));
    assertThat(triggers().get("cut-off main")).isNotEqualTo(triggers.get("cut-off main"));
    assertThat(triggers().get("purge main"))
        .isNotEqualTo(triggers.get("purge main"))
        .contains("Europe/Paris");
    assertThat(knownSince().get("remove-billing-details"))
        .isEqualTo(known.get("remove-billing-details"));
    assertThat(knownSince().get("cut-off")).isNotEqualTo(known.get("cut-off"));
    assertThat(knownSince().get("purge")).isNotEqualTo(known.get("purge"));
    assertThat(runs.started).isEmpty();
  }

  @Test
  void cellThatIsNotConfiguredAnyMoreIsUnscheduled() {
    node(all(FAR), List.of("eu-1", "us-1")).close();

    node(all(FAR), List.of("eu-1")).close();

    assertThat(triggers().keySet()).allMatch(name -> name.endsWith(" eu-1")).hasSize(4);
    assertThat(
            jdbc.sql("select distinct job_group from lapse_quartz.qrtz_job_details")
                .query(String.class)
                .list())
        .containsExactly("eu-1");
    assertThat(jdbc.sql("select distinct cell from lapse.slot").query(String.class).list())
        .containsExactly("eu-1");
  }

  @Test
  void stoppedNodeMakesOthersResumeItsRunsAtOnce() {
    node(all(FAR), List.of("main"));
    ConfigurableApplicationContext leaving = node(all(FAR), List.of("main"));
    awaitNoLookLeft();
    awaitNoneFiring();
    runs.askedToResume.clear();

    leaving.close();

    awaitNoLookLeft();
    await().atMost(30, SECONDS).until(() -> runs.askedToResume.size() == 4);
    assertThat(runs.askedToResume).doesNotHaveDuplicates();
  }

  /** Its own trigger is in the store until the catch-up ends, and must not count as another one. */
  @Test
  void nodeStoppedDuringItsCatchUpLeavesItToTheOthers() {
    CountDownLatch looking = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    runs.meanwhile =
        () -> {
          looking.countDown();
          awaitUninterruptibly(ended);
        };
    ConfigurableApplicationContext leaving =
        node(List.of(settings(JobName.PURGE, FAR, UTC)), List.of("main"));
    awaitUninterruptibly(looking);
    runs.meanwhile = () -> {};

    CompletableFuture<Void> leaves = CompletableFuture.runAsync(leaving::close);
    await().atMost(30, SECONDS).until(() -> looksLeft() > 1);
    ended.countDown();
    leaves.join();

    assertThat(looksLeft()).as("for whichever node comes to it").isPositive();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await(60, SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private long looksLeft() {
    return jdbc.sql("select count(*) from lapse_quartz.qrtz_triggers where trigger_type <> 'CRON'")
        .query(Long.class)
        .single();
  }

  @Test
  void whatCannotBeScheduledLeavesNothingBehind() {
    String tooLongForQuartz = "x".repeat(201);

    assertThatThrownBy(() -> node(all(FAR), List.of("main", tooLongForQuartz)))
        .hasStackTraceContaining("the jobs cannot be scheduled");

    assertThat(triggers()).isEmpty();
    assertThat(knownSince()).isEmpty();
  }

  @Test
  void failedTriggerIsResetAtTheNextStart() {
    node(all(FAR), List.of("main")).close();
    database.run(
        "update lapse_quartz.qrtz_triggers set trigger_state = 'ERROR' where trigger_name = 'purge'");

    node(all(FAR), List.of("main")).close();

    assertThat(
            jdbc.sql(
                    "select distinct trigger_state from lapse_quartz.qrtz_triggers"
                        + " where trigger_type = 'CRON'")
                .query(String.class)
                .list())
        .containsExactly("WAITING");
  }

  @Test
  void commandSchedulesNothing() {
    start(false, all(FAR), List.of("main"));

    assertThat(triggers()).isEmpty();
    assertThat(
            jdbc.sql("select count(*) from lapse_quartz.qrtz_scheduler_state")
                .query(Long.class)
                .single())
        .isZero();
  }

  /** Quartz's triggers are misfired too, as they are after a night without any node. */
  private void fiveNightsPass() {
    long dayMillis = Duration.ofDays(1).toMillis();
    database.run(
        """
        update lapse.slot set known_since = known_since - interval '5 days';
        update lapse_quartz.qrtz_triggers set next_fire_time = next_fire_time - 5 * %d
        where trigger_type = 'CRON'
        """
            .formatted(dayMillis));
  }

  private void awaitNoLookLeft() {
    await().atMost(40, SECONDS).until(() -> looksLeft() == 0);
  }

  private void awaitNoneFiring() {
    await()
        .atMost(40, SECONDS)
        .until(
            () ->
                jdbc.sql("select count(*) from lapse_quartz.qrtz_fired_triggers")
                    .query(Long.class)
                    .single()
                    .equals(0L));
  }

  /** Each cron trigger as it is in the store. */
  private Map<String, String> triggers() {
    return pairs(
        """
        select trigger_name || ' ' || trigger_group, t::text || c::text
        from lapse_quartz.qrtz_triggers t
        join lapse_quartz.qrtz_cron_triggers c using (sched_name, trigger_name, trigger_group)
        """);
  }

  private Map<String, String> knownSince() {
    return pairs("select job, known_since::text from lapse.slot");
  }

  private Map<String, String> pairs(String sql) {
    Map<String, String> pairs = new java.util.TreeMap<>();
    jdbc.sql(sql)
        .query(
            row -> {
              pairs.put(row.getString(1), row.getString(2));
            });
    return pairs;
  }

  private static List<JobSettings> all(String cron) {
    return java.util.Arrays.stream(JobName.values()).map(job -> settings(job, cron, UTC)).toList();
  }

  private static JobSettings settings(JobName job, String cron, ZoneId zone) {
    return new JobSettings(
        job,
        cron,
        zone,
        RunMode.OBSERVE,
        new Limits(500, 5),
        null,
        2,
        new Throttle(500, 0, Throttle.LOCK_TIMEOUT));
  }

  private ConfigurableApplicationContext node(List<JobSettings> jobs, List<String> cells) {
    return start(true, jobs, cells);
  }

  private ConfigurableApplicationContext start(
      boolean serve, List<JobSettings> jobs, List<String> cells) {
    LOGS.lock();
    try {
      return started(
          new SpringApplicationBuilder(Node.class)
              .web(WebApplicationType.NONE)
              .initializers(
                  context -> {
                    LOGS.unlock();
                    context.getBeanFactory().registerSingleton("dataSource", dataSource);
                    context
                        .getBeanFactory()
                        .registerSingleton("configured", new Configured(jobs, cells, runs));
                  })
              .run("--lapse.serve=" + serve, "--spring.main.banner-mode=off"));
    } finally {
      if (LOGS.isHeldByCurrentThread()) {
        LOGS.unlock();
      }
    }
  }

  private ConfigurableApplicationContext started(ConfigurableApplicationContext node) {
    synchronized (nodes) {
      nodes.add(node);
    }
    return node;
  }

  record Configured(List<JobSettings> jobs, List<String> cells, FakeRuns runs) {}

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration({
    DataSourceTransactionManagerAutoConfiguration.class,
    TransactionAutoConfiguration.class,
    JdbcTemplateAutoConfiguration.class,
    JdbcClientAutoConfiguration.class,
    FlywayAutoConfiguration.class,
    QuartzAutoConfiguration.class
  })
  @Import({
    QuartzTables.class,
    BatchTables.class,
    DueClock.class,
    CompareClocks.class,
    StoreClock.class,
    SlotRepository.class,
    ChangeSchedule.class,
    ScheduleJobs.class
  })
  static class Node {
    @Bean
    Clock clock() {
      return Clock.systemUTC();
    }

    @Bean
    Catalog catalog() {
      return CatalogFile.read(YamlMap.read("catalog.yaml", "stores: []\nsets: []\n", raw -> raw));
    }

    @Bean
    Supplier<Catalog> catalogs(Catalog catalog) {
      return () -> catalog;
    }

    @Bean
    Stores stores(Catalog catalog) {
      return new Stores(catalog);
    }

    @Bean
    RunDueSlot runDueSlot(Configured configured, SlotRepository slots, Clock clock) {
      FakeRuns runs = configured.runs();
      return new RunDueSlot(runs::resume, runs::start, slots, clock);
    }

    @Bean
    AllJobSettings jobSettings(Configured configured) {
      return new AllJobSettings(
          configured.jobs().stream().collect(Collectors.toMap(JobSettings::job, job -> job)));
    }

    @Bean
    Cells cells(Configured configured) {
      return new Cells(configured.cells());
    }
  }
}
