package dev.lapse.report.lapses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.testing.Commands;
import dev.lapse.testing.Commands.Result;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reasons of the policy's list stay in the history of lapses, which the report counts. */
class LapseHistoryIT {
  private static final TestProgram PROGRAM =
      TestProgram.at(SharedProgram.NOW.toString())
          .product(SharedProgram.TABLES)
          .sets(SharedProgram.SETS)
          .file(
              "policy.yaml",
              """
              version: "1"
              grace-period: P5D
              retention-period: P1Y
              pause-every: P12M
              retention-choice: [paused, closed, trial-ended]
              erase-ended-trials: true
              features: [crm]
              data-access: [deals]
              reasons:
                - {code: too-expensive, label: {en: Too expensive, fr: Trop cher}}
                - {code: other, label: {en: Another, fr: Une autre}, text: true}
              pause-lengths: [P1M, P6M]
              """)
          .open();

  @AfterAll
  static void close() {
    PROGRAM.close();
  }

  @BeforeEach
  void known() {
    PROGRAM.clock.set(SharedProgram.NOW);
    PROGRAM.lapse.run(SharedProgram.EMPTY);
    SharedProgram.fill(PROGRAM, 3);
    PROGRAM.imports(
        Import.active(1, 2) + "{\"id\":\"3\",\"kind\":\"trial\",\"state\":\"active\"}\n");
  }

  @Test
  void codeAndLengthOutliveTheReturnAndTextsTheErasure() {
    account(
        "pause", "1", "--reason", "other", "--reason-text", "my boss", "--expected-length", "P6M");
    assertThat(
            PROGRAM
                .inLapse()
                .sql("select reason from lapse.account where id = '1'")
                .query(String.class)
                .single())
        .isEqualTo("other");
    account("reactivate", "1", "--billing-token", "t");
    assertThat(history("1")).containsExactly("other/my boss/P6M");

    account("close", "1", "--reason", "too-expensive");
    PROGRAM.clock.set(Instant.parse("2026-11-20T00:00:00Z"));
    assertThat(PROGRAM.run(JobName.PURGE).accounts().done()).isOne();

    assertThat(history("1")).containsExactly("other/-/P6M", "too-expensive/-/-");
  }

  @Test
  void reportCountsLapsesReturnsAndErasures() {
    account("pause", "1", "--reason", "other");
    account("reactivate", "1", "--billing-token", "t");
    account("close", "2", "--reason", "too-expensive");
    account("trial-end", "3");
    PROGRAM.clock.set(Instant.parse("2026-11-20T00:00:00Z"));
    PROGRAM.run(JobName.PURGE);

    assertThat(report("--by", "reason").lines())
        .containsExactly(
            "REASON         LAPSES  RETURNS  ERASURES",
            "other          1       1        0",
            "too-expensive  1       0        1",
            "none           1       0        1",
            "all            3       1        2");
    assertThat(report("--by", "month")).contains("2026-11  3       1        2");
    assertThat(report("--by", "kind").lines())
        .contains("direct  2       1        1", "trial   1       0        1");
    assertThat(report().lines().skip(1)).containsExactly("all  3       1        2");
    assertThat(Commands.on(PROGRAM).run("report", "lapses", "--by", "colour").exitCode())
        .isEqualTo(2);
  }

  @Test
  void onlyReasonsTextsAndLengthsOfThePolicyAreTaken() {
    refused(
        "'reason' is 'sea', but must be one of too-expensive, other",
        "pause",
        "1",
        "--reason",
        "sea");
    refused("'reason' is missing, but must be one of too-expensive, other", "close", "1");
    refused(
        "the reason 'too-expensive' takes no text",
        "close",
        "1",
        "--reason",
        "too-expensive",
        "--reason-text",
        "really");
    refused(
        "'expectedLength' is P2M, but must be one of P1M, P6M",
        "pause",
        "1",
        "--reason",
        "other",
        "--expected-length",
        "P2M");
  }

  @Test
  void retentionIsChosenAtEveryLapseThatThePolicyOffersItFor() {
    account("close", "1", "--reason", "other", "--retain-data");
    account("trial-end", "3", "--retain-data");

    assertThat(
            PROGRAM
                .inLapse()
                .sql(
                    "select id || ' ' || expire_due from lapse.account where retain_data order by id")
                .query(String.class)
                .list())
        .hasSize(2)
        .allMatch(line -> line.contains("2027-11-10"));
  }

  @Test
  void correctedLapseCountsOnceAndKeepsItsReason() {
    account("close", "1", "--reason", "other");
    PROGRAM.clock.set(Instant.parse("2026-11-12T00:00:00Z"));
    PROGRAM.imports(Import.line("1", "\"state\":\"closed\",\"lapsedAt\":\"2026-11-11T00:00:00Z\""));

    assertThat(report("--by", "reason").lines()).contains("other   1       0        0").hasSize(3);
    assertThat(reasonAndLength()).isEqualTo("other");
  }

  @Test
  void correctedPauseKeepsItsLengthAndItsCloseDoesNotTakeItOver() {
    account("pause", "1", "--reason", "other", "--expected-length", "P6M");
    PROGRAM.clock.set(Instant.parse("2026-11-12T00:00:00Z"));
    PROGRAM.imports(Import.line("1", "\"state\":\"paused\",\"lapsedAt\":\"2026-11-11T00:00:00Z\""));
    assertThat(reasonAndLength()).isEqualTo("other/P6M");

    account("close", "1", "--reason", "too-expensive");
    assertThat(reasonAndLength()).isEqualTo("too-expensive");
  }

  private static String reasonAndLength() {
    return PROGRAM
        .inLapse()
        .sql("select concat_ws('/', reason, expected_length) from lapse.account where id = '1'")
        .query(String.class)
        .single();
  }

  private static void refused(String why, String... command) {
    Result result = run(command);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains(why);
  }

  private static void account(String... command) {
    Result result = run(command);
    assertThat(result.exitCode()).as(result.err()).isZero();
  }

  private static Result run(String... command) {
    List<String> all = new java.util.ArrayList<>(List.of("account"));
    all.addAll(List.of(command));
    return Commands.on(PROGRAM).run(all.toArray(String[]::new));
  }

  private static String report(String... options) {
    List<String> all = new java.util.ArrayList<>(List.of("report", "lapses"));
    all.addAll(List.of(options));
    Result result = Commands.on(PROGRAM).run(all.toArray(String[]::new));
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result.out();
  }

  private static List<String> history(String id) {
    return PROGRAM
        .inLapse()
        .sql(
            """
            select concat_ws('/', coalesce(reason_code, '-'), coalesce(reason_text, '-'), coalesce(expected_length, '-'))
            from lapse.lapse
            where account_id = :id
            order by lapse_number
            """)
        .params(Map.of("id", id))
        .query(String.class)
        .list();
  }
}
