package dev.lapse.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lapse.catalog.Catalog;
import dev.lapse.policy.JobName;
import dev.lapse.policy.Policy;
import dev.lapse.run.StartRun;
import dev.lapse.run.record.RunRequest;
import dev.lapse.testing.Api;
import dev.lapse.testing.Import;
import dev.lapse.testing.ProductCatalog;
import dev.lapse.testing.Scrape;
import dev.lapse.testing.TestProgram;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** A server that runs on while somebody edits its files. */
@ExtendWith(OutputCaptureExtension.class)
class ReloadFilesIT {
  static final String POLICY =
      """
      version: "1"
      grace-period: P5D
      retention-period: P1Y
      pause-every: P12M
      retention-choice: [paused]
      erase-ended-trials: false
      features: [crm]
      data-access: [contacts]
      """;
  private static final String KEEPS_NOTES =
      ProductCatalog.of(
          """
          - {store: product, table: public.account, owned-by: id}
          - {store: product, table: public.note, owned-by: account_id, keep: {why: tax law, for: P10Y}, label: {en: notes, fr: notes}}
          - {store: product, table: public.card, owned-by: account_id, billing: true}
          - {store: product, table: public.bank, owned-by: account_id}
          """);
  private static final String ERASES_NOTES =
      KEEPS_NOTES
          .replaceAll(", keep: .*", "}")
          .replace(", billing: true}", "}")
          .replace("bank, owned-by: account_id", "bank, owned-by: account_id, billing: true");

  private static final TestProgram PROGRAM =
      TestProgram.at("2026-11-10T00:00:00Z")
          .product(
              """
              create table public.account (id bigint primary key);
              create table public.note (id bigint primary key, account_id bigint);
              create table public.card (id bigint primary key, account_id bigint);
              create table public.bank (id bigint primary key, account_id bigint);
              insert into public.card values (1, 8), (2, 9);
              insert into public.bank values (1, 8), (2, 9);
              insert into public.account select generate_series(1, 9);
              insert into public.note select a, a from generate_series(1, 9) a;
              """)
          .file("policy.yaml", POLICY)
          .catalog(KEEPS_NOTES)
          .serving()
          .open();

  private final ReloadFiles reload = PROGRAM.get(ReloadFiles.class);

  @AfterAll
  static void close() {
    PROGRAM.close();
  }

  @BeforeEach
  void startAgain() {
    PROGRAM.clock.advance(Duration.ofMinutes(1));
    PROGRAM.writes("policy.yaml", POLICY).writes("catalog.yaml", ERASES_NOTES).letErase();
    PROGRAM.writes("catalog.yaml", KEEPS_NOTES);
    reload.now();
  }

  @Test
  void changedPolicyIsUsedByTheNextRequest() {
    PROGRAM.imports(Import.active(1, 2));
    String before = cutOffAfterPauseOf(1);

    PROGRAM.writes("policy.yaml", POLICY.replace("P5D", "P7D"));
    reload.now();

    assertThat(before).startsWith("2026-11-15T");
    assertThat(cutOffAfterPauseOf(2)).startsWith("2026-11-17T");
    assertThat(Api.of(PROGRAM).get("/policy").json().get("gracePeriod").stringValue())
        .isEqualTo("P7D");
    assertThat(currentPolicy()).containsExactly(PROGRAM.get(Policy.class).version());
  }

  @Test
  void changedCatalogIsUsedByTheNextTextAndRun() {
    PROGRAM.imports(Import.closed(3) + Import.active(4));
    PROGRAM.run(JobName.PURGE);
    PROGRAM.writes("catalog.yaml", ERASES_NOTES);
    reload.now();
    PROGRAM.imports(Import.closed(5));

    assertThat(confirmationOfClose(4)).contains("erased for good").doesNotContain("Kept");
    PROGRAM.clock.advance(Duration.ofMinutes(1));
    PROGRAM.run(JobName.PURGE);
    assertThat(notesOf(3)).isEqualTo(1);
    assertThat(notesOf(5)).isZero();
  }

  @Test
  void paymentDetailsAreRemovedByTheCatalogInForce() {
    PROGRAM.imports(Import.active(8, 9));
    confirmationOfClose(8);
    PROGRAM.writes("catalog.yaml", ERASES_NOTES);
    reload.now();

    confirmationOfClose(9);

    assertThat(rows("public.card")).containsExactly(9L);
    assertThat(rows("public.bank")).containsExactly(8L);
  }

  @Test
  void requestKeepsTheFilesThatItBeganWith() throws ServletException, IOException {
    PROGRAM.writes("policy.yaml", POLICY.replace("P5D", "P6D"));

    PROGRAM
        .get(KeepFilesInRequest.class)
        .doFilter(
            new MockHttpServletRequest(),
            new MockHttpServletResponse(),
            (request, response) -> {
              reload.now();
              assertThat(PROGRAM.get(Policy.class).grace()).isEqualTo(Period.ofDays(5));
            });

    assertThat(PROGRAM.get(Policy.class).grace()).isEqualTo(Period.ofDays(6));
  }

  @Test
  void changeIsNoticedWithoutBeingAskedFor() {
    PROGRAM.writes("policy.yaml", POLICY.replace("P5D", "P8D"));

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> PROGRAM.get(Policy.class).grace().equals(Period.ofDays(8)));
  }

  @Test
  void textsOfTheCatalogInForceNameWhatItKeeps() {
    PROGRAM.imports(Import.active(6));

    assertThat(confirmationOfClose(6)).contains("Kept even then: notes");
  }

  @Test
  void runKeepsTheFilesThatItBeganWith() {
    PROGRAM.imports(Import.closed(7));
    String version = PROGRAM.get(Catalog.class).version();

    PROGRAM
        .get(StartRun.class)
        .start(
            new RunRequest(
                JobName.PURGE,
                "main",
                PROGRAM.clock.instant(),
                false,
                List.of(),
                false,
                null,
                "test",
                false),
            begun -> {
              PROGRAM.writes("catalog.yaml", ERASES_NOTES);
              reload.now();
            });

    assertThat(PROGRAM.get(Catalog.class).version()).isNotEqualTo(version);
    assertThat(notesOf(7)).isEqualTo(1);
    assertThat(
            PROGRAM
                .inLapse()
                .sql("select set_name from lapse.kept where account_id = '7'")
                .query(String.class)
                .list())
        .as("recorded by a worker of the run")
        .containsExactly("product.public.note");
    assertThat(
            PROGRAM
                .inLapse()
                .sql("select catalog_version from lapse.run order by id desc limit 1")
                .query(String.class)
                .single())
        .isEqualTo(version);
  }

  @Test
  void wrongFileIsRefusedOnceAndTheOldOneStays(CapturedOutput output) throws IOException {
    double refused = Scrape.of(PROGRAM).value("lapse_files_reloaded_total{result=\"refused\"}");
    PROGRAM
        .writes("policy.yaml", POLICY.replace("P5D", "soon"))
        .writes("catalog.yaml", ERASES_NOTES);
    String version = PROGRAM.get(Catalog.class).version();

    reload.now();
    reload.now();

    assertThat(output.getAll())
        .containsOnlyOnce("the changed files are refused, and the earlier ones stay in force: ")
        .containsPattern("policy.yaml:2: .*soon");
    assertThat(PROGRAM.get(Policy.class).grace()).isEqualTo(Period.ofDays(5));
    assertThat(PROGRAM.get(Catalog.class).version()).isEqualTo(version);
    assertThat(Scrape.of(PROGRAM).value("lapse_files_reloaded_total{result=\"refused\"}"))
        .isEqualTo(refused + 1);
  }

  @Test
  void catalogThatNamesAMissingTableIsRefusedUntilItExists(CapturedOutput output) {
    String more =
        ERASES_NOTES + "  - {store: product, table: public.later, owned-by: account_id}\n";
    PROGRAM.writes("catalog.yaml", more);
    reload.now();
    assertThat(output.getAll()).containsPattern("catalog.yaml:\\d+: .*public.later");

    PROGRAM.product.run("create table public.later (account_id bigint)");
    PROGRAM.letErase();
    reload.now();
    assertThat(PROGRAM.get(Catalog.class).sets()).hasSize(5);
    PROGRAM.product.run("drop table public.later");
  }

  @Test
  void whatIsReadAtTheStartOnlyNeedsARestart(CapturedOutput output) {
    String version = PROGRAM.get(Catalog.class).version();
    PROGRAM
        .writes("events.yaml", "source: https://else.example.org\n")
        .writes("catalog.yaml", ERASES_NOTES);
    reload.now();
    PROGRAM.removes("events.yaml");
    PROGRAM.writes("catalog.yaml", KEEPS_NOTES.replace("key: id", "key: number"));
    reload.now();

    assertThat(output.getAll())
        .contains("events.yaml: has changed, but is read only when serve starts; restart serve")
        .containsPattern("catalog.yaml:2: store 'product' is new, or has another address");
    assertThat(PROGRAM.get(Catalog.class).version()).isEqualTo(version);
  }

  @Test
  void eachNodeLoadsTheChangeItself() {
    try (TestProgram other =
        TestProgram.at(PROGRAM.clock.instant().toString())
            .databasesOf(PROGRAM)
            .file("policy.yaml", POLICY)
            .catalog(KEEPS_NOTES)
            .serving()
            .open()) {
      String changed = POLICY.replace("P5D", "P9D");
      PROGRAM.writes("policy.yaml", changed);
      reload.now();
      assertThat(other.get(Policy.class).grace()).isEqualTo(Period.ofDays(5));
      assertThat(PROGRAM.get(Policy.class).grace()).isEqualTo(Period.ofDays(9));

      other.writes("policy.yaml", changed);
      other.get(ReloadFiles.class).now();
      assertThat(other.get(Policy.class)).isEqualTo(PROGRAM.get(Policy.class));
      assertThat(currentPolicy()).containsExactly(other.get(Policy.class).version());
    }
  }

  private static String cutOffAfterPauseOf(int account) {
    return Api.of(PROGRAM)
        .post("/accounts/" + account + "/pause", "{\"reason\": \"away\"}")
        .json()
        .get("confirmation")
        .get("cutOff")
        .get("at")
        .stringValue();
  }

  private static String confirmationOfClose(int account) {
    return Api.of(PROGRAM)
        .post("/accounts/" + account + "/close", "")
        .json()
        .get("confirmation")
        .get("text")
        .get("en")
        .toString();
  }

  private static List<String> currentPolicy() {
    return PROGRAM
        .inLapse()
        .sql("select version from lapse.policy where is_current")
        .query(String.class)
        .list();
  }

  private static List<Long> rows(String table) {
    return PROGRAM
        .inProduct()
        .sql("select account_id from " + table + " order by 1")
        .query(Long.class)
        .list();
  }

  private static long notesOf(int account) {
    return PROGRAM
        .inProduct()
        .sql("select count(*) from public.note where account_id = " + account)
        .query(Long.class)
        .single();
  }
}
