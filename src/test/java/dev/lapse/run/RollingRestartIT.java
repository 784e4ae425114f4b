package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Installation;
import dev.lapse.testing.LapseProcess;
import dev.lapse.testing.LapseProcess.Result;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two replicas are replaced one after the other in mid-purge, as a deployment does it. */
class RollingRestartIT {
  private static final String LIMITS =
      """
      cron: "0 0 0 1 1 ?"
      mode: enforce
      limits: {accounts: 100000, percent-of-accounts: 100}
      window: none
      """;

  /** So that the purge is still under way when a replica has started, on a slow machine too. */
  private static final String SLOWLY =
      LIMITS + "throttle: {chunk-millis: 10, pause-millis: 2000}\n";

  private static final LocalDate SLOT = LocalDate.now(ZoneOffset.UTC).withDayOfYear(1);
  private static final Pattern ADDRESS = Pattern.compile("serving at (http://\\S+)");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final List<Installation> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(Installation::close);
  }

  @Test
  void losesNothingWhenBothReplicasAreReplacedInMidPurge() throws Exception {
    Installation here = opened(Installation.of(Remains.PRODUCT, Remains.SETS));
    for (String other : List.of("cut-off", "expire", "remove-billing-details")) {
      here.file(other + ".yaml", "cron: \"0 0 0 1 1 ?\"\nmode: observe\n");
    }
    here.closed("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 404");
    Installation undisturbed = opened(here.copy()).file("purge.yaml", LIMITS);
    here.file("purge.yaml", SLOWLY);
    owesTheSlot(here);

    LapseProcess one = serve(here);
    LapseProcess other = serve(here);
    Result reference = undisturbed.runHere("run", "purge", "--as-of", SLOT.toString());
    assertThat(reference.exitCode()).as(reference.toString()).isEqualTo(3);
    Remains expected = Remains.of(undisturbed);
    awaitReady(one);
    awaitReady(other);
    await(() -> plans(one) || plans(other), one, other);
    LapseProcess first = plans(one) ? one : other;
    LapseProcess second = plans(one) ? other : one;

    replacing(here, first, second);
    here.file("purge.yaml", LIMITS);
    LapseProcess third = serve(here);
    awaitReady(third);
    replacing(here, second, third);
    LapseProcess fourth = serve(here);
    awaitReady(fourth);
    await(() -> statuses(here).equals(List.of("partial")), third, fourth);

    assertThat(Remains.of(here)).isEqualTo(expected);
    await(() -> slotRecorded(here), third, fourth);
    for (LapseProcess last : List.of(third, fourth)) {
      last.terminate();
      assertThat(last.result().exitCode()).isEqualTo(143);
    }
    assertThat(statuses(here)).as("the slot ran once").containsExactly("partial");
  }

  /** Stops the node that runs the purge; the other resumes it without help. */
  private void replacing(Installation here, LapseProcess old, LapseProcess survivor) {
    long before = gone(here);
    await(() -> gone(here) > before, old, survivor);
    assertThat(statuses(here)).containsExactly("running");
    String address = address(old);
    long asked = System.nanoTime();
    old.terminate();
    List<Integer> readiness = readinessUntilRefused(address);
    Result ended = old.result();
    long left = System.nanoTime();
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(143);
    assertThat(ended.err()).contains("stopped:").doesNotContain("\tat ");
    assertThat(readiness).as("not ready before it answers no more").contains(503);
    assertThat(readiness.subList(readiness.indexOf(503), readiness.size()))
        .as("and not ready again")
        .doesNotContain(200);
    await(() -> survivor.err().contains("was interrupted; resuming it"), survivor);
    System.out.printf(
        "RollingRestartIT: ended %d ms after SIGTERM, resumed %d ms after that%n",
        TimeUnit.NANOSECONDS.toMillis(left - asked),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - left));
  }

  private static List<Integer> readinessUntilRefused(String address) {
    List<Integer> answers = new ArrayList<>();
    HttpRequest question =
        HttpRequest.newBuilder(URI.create(address + "/actuator/health/readiness"))
            .timeout(Duration.ofSeconds(5))
            .build();
    Awaitility.await()
        .atMost(4, TimeUnit.MINUTES)
        .pollDelay(Duration.ZERO)
        .pollInterval(10, TimeUnit.MILLISECONDS)
        .until(
            () -> {
              try {
                answers.add(HTTP.send(question, BodyHandlers.discarding()).statusCode());
                return false;
              } catch (IOException refused) {
                return true;
              }
            });
    return answers;
  }

  private Installation opened(Installation installation) {
    opened.add(installation);
    return installation;
  }

  /** As if this slot had passed while nothing served. */
  private static void owesTheSlot(Installation here) {
    here.lapse.run(
        """
        insert into lapse.slot (job, cell, cron, zone, known_since)
        values ('purge', 'main', '0 0 0 1 1 ?', 'UTC', '%s')
        """
            .formatted(SLOT.minusDays(1)));
  }

  private static LapseProcess serve(Installation here) {
    return here.start("serve", "--server.port=0");
  }

  private static void awaitReady(LapseProcess node) {
    await(() -> ADDRESS.matcher(node.err()).find(), node);
  }

  private static String address(LapseProcess node) {
    Matcher address = ADDRESS.matcher(node.err());
    assertThat(address.find()).as(node.toString()).isTrue();
    return address.group(1);
  }

  private static boolean plans(LapseProcess node) {
    return node.err().contains("(purge, cell main) plans");
  }

  private static long gone(Installation here) {
    return here.inProduct()
        .sql(
            """
            select case when to_regclass('lapse_store.progress') is null then 0 else
              (xpath('//gone/text()', query_to_xml(
                'select coalesce(sum(rows), 0) as gone from lapse_store.progress', false, true, '')))[1]::text::bigint
            end
            """)
        .query(Long.class)
        .single();
  }

  private static List<String> statuses(Installation here) {
    return here.inLapse()
        .sql("select status from lapse.run where job = 'purge'")
        .query(String.class)
        .list();
  }

  private static boolean slotRecorded(Installation here) {
    return here.inLapse()
        .sql("select last_slot = :slot::timestamptz from lapse.slot where job = 'purge'")
        .param("slot", SLOT + "Z")
        .query(Boolean.class)
        .single();
  }

  private static void await(Callable<Boolean> condition, LapseProcess... nodes) {
    try {
      Awaitility.await()
          .atMost(4, TimeUnit.MINUTES)
          .pollInterval(20, TimeUnit.MILLISECONDS)
          .failFast("a node ended", () -> List.of(nodes).stream().anyMatch(node -> !node.isAlive()))
          .until(condition);
    } catch (ConditionTimeoutException late) {
      throw new AssertionError(List.of(nodes).toString(), late);
    }
  }
}
