package dev.lapse.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Installation;
import dev.lapse.testing.LapseProcess;
import dev.lapse.testing.LapseProcess.Result;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes on one database: each slot runs once, and no node is needed for it. */
class ClusterIT {
  private static final Duration BETWEEN_SLOTS = Duration.ofSeconds(3);
  private static final String PRODUCT =
      """
      create table public.account (id bigint primary key, name text);
      create table public.contact (id bigint primary key, account_id bigint not null references public.account);
      create index on public.contact (account_id);
      insert into public.account select id, 'n' || id from generate_series(1, 9) id;
      insert into public.contact select id, 1 + id % 9 from generate_series(1, 90) id;
      insert into public.contact select id, 3 from generate_series(100, 60099) id;
      """;
  private static final String SETS =
      """
      - {store: product, table: public.account, owned-by: id}
      - {store: product, table: public.contact, owned-by: account_id}
      """;
  private static final String OFTEN =
      """
      cron: "*/3 * * * * ?"
      mode: enforce
      limits: {accounts: 100000, percent-of-accounts: 100}
      window: none
      throttle: {chunk-millis: 10, pause-millis: 100}
      """;
  private static final String SELDOM = "cron: \"0 0 0 1 1 ?\"\n";

  private Installation here;

  @AfterEach
  void close() {
    if (here != null) {
      here.close();
    }
  }

  private record Ran(long id, Instant asOf, Instant started, Instant ended, String status) {}

  @Test
  void runsEachSlotOnceWhicheverNodeDies() throws SQLException {
    here = Installation.of(PRODUCT, SETS);
    here.file("purge.yaml", OFTEN).file("cut-off.yaml", OFTEN);
    here.file("expire.yaml", SELDOM).file("remove-billing-details.yaml", SELDOM);
    List<LapseProcess> nodes = new ArrayList<>(List.of(serve(), serve()));
    Instant bothLive = bothAreLive(nodes);

    awaitRunsSince("purge", bothLive, 3, nodes);
    awaitRunsSince("cut-off", bothLive, 3, nodes);
    assertThat(withoutHoles(finished("purge", bothLive))).isTrue();
    assertThat(withoutHoles(finished("cut-off", bothLive))).isTrue();

    killTheActiveNode(nodes);
    nodes.add(serve());
    Instant twoAgain = bothAreLive(nodes);
    endTheActiveNode(nodes);
    missASlot(nodes.get(0));

    for (String job : List.of("purge", "cut-off")) {
      List<Ran> all = finished(job, Instant.EPOCH);
      assertThat(all).extracting(Ran::asOf).doesNotHaveDuplicates();
      assertThat(all).extracting(Ran::status).containsOnly("completed");
      for (int i = 1; i < all.size(); i++) {
        assertThat(all.get(i).started()).isAfterOrEqualTo(all.get(i - 1).ended());
      }
      assertThat(all)
          .allSatisfy(run -> assertThat(run.started()).isAfterOrEqualTo(run.asOf()))
          .allSatisfy(run -> assertThat(run.asOf().getEpochSecond() % 3).isZero());
    }
    assertThat(twoAgain).isAfter(bothLive);
  }

  /** Killed while a statement of its run waits; the other node resumes that run. */
  private void killTheActiveNode(List<LapseProcess> nodes) throws SQLException {
    try (Connection connection = here.product.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("select from contact where account_id = 2 for update");
      here.closed("2");
      long run = awaitRunThatPlans(1, nodes);
      LapseProcess active = nodeThatLogs("run %d (purge, cell main) plans".formatted(run), nodes);
      active.kill();
      nodes.remove(active);
      LapseProcess survivor = nodes.get(0);
      Instant killed = Instant.now();
      await(
          60,
          nodes,
          () ->
              survivor
                  .err()
                  .contains("run %d (purge, cell main) was interrupted; resuming".formatted(run)));
      System.out.printf(
          "ClusterIT: taken over %d ms after kill -9%n",
          Duration.between(killed, Instant.now()).toMillis());
      connection.rollback();
      awaitStatus(run, "completed", nodes);
      assertThat(rowsOf(run))
          .isEqualTo("{\"product.public.account\": 1, \"product.public.contact\": 10}");
      assertThat(survivor.err()).contains("run %d (purge, cell main) was abandoned".formatted(run));
      Instant takenOver = Instant.now();
      awaitRunsSince("purge", takenOver, 2, nodes);
      awaitRunsSince("cut-off", takenOver, 2, nodes);
      assertThat(withoutHoles(finished("purge", takenOver))).isTrue();
      assertThat(withoutHoles(finished("cut-off", takenOver))).isTrue();
    }
  }

  /** Stopped in the middle of a large account; the other node resumes it. */
  private void endTheActiveNode(List<LapseProcess> nodes) {
    here.closed("3");
    long run = awaitRunThatPlans(1, nodes);
    LapseProcess active = nodeThatLogs("run %d (purge, cell main) plans".formatted(run), nodes);
    await(
        60,
        nodes,
        () ->
            here.inProduct()
                .sql("select exists (select from lapse_store.progress where account_id = '3')")
                .query(Boolean.class)
                .single());
    nodes.remove(active);
    ends(active);
    awaitStatus(run, "completed", nodes);
    assertThat(nodes.get(0).err())
        .contains("run %d (purge, cell main) was interrupted; resuming".formatted(run));
    assertThat(rowsOf(run))
        .isEqualTo("{\"product.public.account\": 1, \"product.public.contact\": 60010}");
  }

  /** While nothing runs, slots pass; the newest of them is made up for, once. */
  private void missASlot(LapseProcess last) {
    ends(last);
    Instant ended = Instant.now();
    await(30, List.of(), () -> Instant.now().isAfter(ended.plus(BETWEEN_SLOTS.multipliedBy(2))));
    LapseProcess again = serve();
    awaitRunsSince("purge", ended, 1, List.of(again));
    List<Ran> since = finished("purge", ended);
    Ran first = since.get(0);
    assertThat(first.started()).isBefore(first.asOf().plus(BETWEEN_SLOTS).plusSeconds(2));
    assertThat(since.stream().filter(run -> run.asOf().isBefore(first.started())).count())
        .isEqualTo(1);
    ends(again);
  }

  private static void ends(LapseProcess node) {
    long asked = System.nanoTime();
    node.terminate();
    Result result = node.result();
    long millis = (System.nanoTime() - asked) / 1_000_000;
    System.out.printf("ClusterIT: ended %d ms after SIGTERM%n", millis);
    assertThat(result.exitCode()).isEqualTo(143);
    assertThat(result.err()).as("no fright at the end").doesNotContain("\tat ", "ERROR");
  }

  private LapseProcess serve() {
    return here.start(
        "serve",
        "--server.port=0",
        "--spring.quartz.properties.org.quartz.jobStore.clusterCheckinInterval=1000",
        "--spring.quartz.properties.org.quartz.scheduler.idleWaitTime=1000");
  }

  private Instant bothAreLive(List<LapseProcess> nodes) {
    await(
        60,
        nodes,
        () ->
            nodes.stream().allMatch(node -> node.err().contains("serving at http://127.0.0.1:"))
                && here.inLapse()
                        .sql(
                            """
                            select count(*)
                            from lapse_quartz.qrtz_scheduler_state
                            where last_checkin_time > extract(epoch from now()) * 1000 - 5000
                            """)
                        .query(Integer.class)
                        .single()
                    == 2);
    return Instant.now();
  }

  private long awaitRunThatPlans(int accounts, List<LapseProcess> nodes) {
    List<Long> found = new ArrayList<>();
    await(
        60,
        nodes,
        () ->
            found.addAll(
                here.inLapse()
                    .sql(
                        """
                        select id
                        from lapse.run
                        where job = 'purge'
                          and status = 'running'
                          and (select count(*) from lapse.plan_item where run_id = id) = :accounts
                        """)
                    .param("accounts", accounts)
                    .query(Long.class)
                    .list()));
    return found.get(0);
  }

  private LapseProcess nodeThatLogs(String text, List<LapseProcess> nodes) {
    List<LapseProcess> found = new ArrayList<>();
    await(
        10,
        nodes,
        () -> found.addAll(nodes.stream().filter(node -> node.err().contains(text)).toList()));
    assertThat(found).as("one node runs it").hasSize(1);
    return found.get(0);
  }

  private void awaitStatus(long run, String status, List<LapseProcess> nodes) {
    await(
        60,
        nodes,
        () ->
            here.inLapse()
                .sql("select status = :status from lapse.run where id = :run")
                .param("status", status)
                .param("run", run)
                .query(Boolean.class)
                .single());
  }

  private void awaitRunsSince(String job, Instant since, int runs, List<LapseProcess> nodes) {
    await(60, nodes, () -> finished(job, since).size() >= runs);
  }

  /** Runs of slots at an instant or after it, in the order of their slots. */
  private List<Ran> finished(String job, Instant since) {
    return here.inLapse()
        .sql(
            """
            select id, as_of, started_at, ended_at, status
            from lapse.run
            where job = :job
              and as_of >= :since
              and ended_at is not null
            order by as_of
            """)
        .param("job", job)
        .param("since", since.atOffset(java.time.ZoneOffset.UTC))
        .query(
            (row, number) ->
                new Ran(
                    row.getLong("id"),
                    row.getObject("as_of", OffsetDateTime.class).toInstant(),
                    row.getObject("started_at", OffsetDateTime.class).toInstant(),
                    row.getObject("ended_at", OffsetDateTime.class).toInstant(),
                    row.getString("status")))
        .list();
  }

  /** Every slot between the first and the last; one may pass while the run before it still runs. */
  private static boolean withoutHoles(List<Ran> runs) {
    for (int i = 1; i < runs.size(); i++) {
      Ran before = runs.get(i - 1);
      Instant next = before.asOf().plus(BETWEEN_SLOTS);
      if (!runs.get(i).asOf().equals(next) && before.ended().isBefore(next.plus(BETWEEN_SLOTS))) {
        return false;
      }
    }
    return true;
  }

  private String rowsOf(long run) {
    return here.inLapse()
        .sql("select string_agg(rows_by_set::text, '') from lapse.plan_item where run_id = :run")
        .param("run", run)
        .query(String.class)
        .single();
  }

  private static void await(int seconds, List<LapseProcess> nodes, Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(seconds, TimeUnit.SECONDS)
        .pollInterval(50, TimeUnit.MILLISECONDS)
        .failFast("a node ended", () -> nodes.stream().anyMatch(node -> !node.isAlive()))
        .until(condition);
  }
}
