package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.report.forecast.Forecast;
import dev.lapse.report.forecast.ForecastRequest;
import dev.lapse.report.forecast.MakeForecast;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.Checksums;
import dev.lapse.testing.Commands;
import dev.lapse.testing.Import;
import dev.lapse.testing.LapseTables;
import dev.lapse.testing.ProductCatalog;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rows that are kept from a date of their own go one by one, none early, with what hangs on them.
 */
class KeptRowsIT {
  private static final Instant PURGED = Instant.parse("2026-11-10T00:00:00Z");
  private static final String TABLES =
      """
      create table account (id bigint primary key, name text, owner_address text);
      create table address (id bigint primary key, street text);
      create table invoice (
        id bigint primary key, account_id bigint not null references account,
        address_id bigint references address, issued timestamptz, customer text
      );
      create table invoice_line (id bigint primary key, invoice_id bigint not null references invoice, what text);
      create table receipt (id bigint primary key, account_id bigint, paid_on date);
      create table payment (id bigint primary key, account_id bigint, paid timestamp);
      create table note (id bigint primary key, account_id bigint references account);
      insert into account select a, 'name ' || a, 'street of ' || a from generate_series(1, 2) a;
      insert into address values (1, 'of the first two'), (2, 'of the third'), (3, 'of another');
      insert into invoice values
        (11, 1, 1, '2020-03-15 10:00+00', 'Ada'), (12, 1, 1, '2021-07-01 10:00+00', 'Ada'),
        (21, 2, 3, '2020-03-15 10:00+00', 'Bob');
      insert into invoice_line select id * 10, id, 'what' from invoice;
      insert into note values (1, 1), (2, 2);
      """;
  private static final String SETS =
      """
      - {store: product, table: public.account, owned-by: id, keep: {why: tax, for: P10Y}, anonymize: {name: "gone", owner_address: null}}
      - {store: product, table: public.address, owned-by: id <- public.invoice.address_id, keep: {why: tax, with: public.invoice}}
      - {store: product, table: public.invoice, owned-by: account_id, keep: {why: tax, for: P10Y, from: issued}, anonymize: {customer: null}}
      - {store: product, table: public.invoice_line, owned-by: invoice_id -> public.invoice.id, keep: {why: tax, with: public.invoice}}
      - {store: product, table: public.receipt, owned-by: account_id, keep: {why: tax, for: P10Y, from: paid_on}}
      - {store: product, table: public.payment, owned-by: account_id, keep: {why: tax, for: P10Y, from: paid}}
      - {store: product, table: public.note, owned-by: account_id}
      """;
  private static TestProgram program;

  @BeforeAll
  static void open() {
    program = TestProgram.at(PURGED.toString()).product(TABLES).sets(SETS).open();
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @BeforeEach
  void anew() {
    program.clock.set(PURGED);
    LapseTables.empty(program.lapse);
    program.lapse.run("truncate lapse.early_action");
    SharedProgram.anew(program, TABLES);
    program.imports(closed("1") + Import.active(2));
  }

  @Test
  void eachRowGoesWhenItsOwnPeriodIsOverAndNotASecondEarlier() {
    String neighbours = Checksums.of(program.inProduct(), "invoice t where account_id = 2");
    purge();

    assertThat(expiryAt("2030-03-15T09:59:59Z").accounts().due()).isZero();
    assertThat(expiryAt("2030-03-15T10:00:00Z").sets())
        .isEqualTo(Map.of("product.public.invoice", 1L, "product.public.invoice_line", 1L));
    assertThat(invoices()).containsExactly(12L, 21L);
    assertThat(expiryAt("2031-07-01T09:59:59Z").accounts().due()).isZero();
    assertThat(expiryAt("2031-07-01T10:00:00Z").sets())
        .as("the address goes with the last invoice that refers to it")
        .isEqualTo(
            Map.of(
                "product.public.invoice", 1L,
                "product.public.invoice_line", 1L,
                "product.public.address", 1L));
    assertThat(Checksums.of(program.inProduct(), "invoice t where account_id = 2"))
        .isEqualTo(neighbours);
    assertThat(expiryAt("2036-11-01T00:00:00Z").sets()).containsKey("product.public.account");
    assertThat(program.inProduct().sql("select id from account").query(Long.class).list())
        .containsExactly(2L);
    assertThat(expiryAt("2099-01-01T00:00:00Z").accounts().due()).as("nothing is left").isZero();
    assertThat(early()).isZero();
  }

  @Test
  void keptRowsAreAnonymizedAtThePurgeAndDeletedLater() {
    RunSummary purge = purge();

    assertThat(purge.sets())
        .isEqualTo(
            Map.of(
                "product.public.account", 1L,
                "product.public.invoice", 2L,
                "product.public.note", 1L));
    assertThat(text("select name || coalesce(owner_address, '-') from account where id = 1"))
        .isEqualTo("gone-");
    assertThat(text("select string_agg(coalesce(customer, '-'), ',' order by id) from invoice"))
        .isEqualTo("-,-,Bob");
    program.product.run("update account set name = 'back' where id = 1");
    assertThat(expiryAt("2036-11-01T00:00:00Z").accounts().done()).isEqualTo(1);
    assertThat(text("select count(*)::text from account")).isEqualTo("1");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "paid_on, 2020-03-15, 2030-03-16T12:00:00Z",
    "paid_on, 2027-02-28, 2037-03-01T12:00:00Z",
    "paid_on, , 2036-11-01T00:00:00Z",
    "paid_on, infinity, 2036-11-01T00:00:00Z",
    "paid_on, -infinity, 2036-11-01T00:00:00Z",
    "paid_on, 5874897-12-31, 2036-11-01T00:00:00Z",
    "paid, 2020-03-15 09:30:00.123456, 2030-03-15T21:30:00.123456Z",
    "paid, , 2036-11-01T00:00:00Z",
    "paid, infinity, 2036-11-01T00:00:00Z",
    "issued, 2020-02-29 12:00:00+02, 2030-02-28T10:00:00Z",
    "issued, 2027-03-15 00:00:00+00, 2037-03-15T00:00:00Z",
    "issued, , 2036-11-01T00:00:00Z",
    "issued, -infinity, 2036-11-01T00:00:00Z"
  })
  void rowWithoutADateCountsFromTheLapse(String column, String date, String due) {
    String value = date == null ? "null" : "'" + date + "'";
    program.product.run("delete from invoice_line; delete from invoice");
    program.product.run(
        switch (column) {
          case "paid_on" -> "insert into receipt values (1, 1, %s)".formatted(value);
          case "paid" -> "insert into payment values (1, 1, %s)".formatted(value);
          default -> "insert into invoice values (1, 1, null, %s)".formatted(value);
        });
    purge();
    String rows =
        "select (select count(*) from receipt) + (select count(*) from payment) + (select count(*) from invoice)";

    expiryAt(Instant.parse(due).minusSeconds(1).toString());
    assertThat(program.inProduct().sql(rows).query(Long.class).single()).isEqualTo(1);
    expiryAt(due);
    assertThat(program.inProduct().sql(rows).query(Long.class).single()).isZero();
    assertThat(early()).isZero();
  }

  @Test
  void rowWhosePeriodIsOverAtThePurgeGoesWithTheNextExpiry() {
    program.product.run("update invoice set issued = '2009-01-01' where id = 11");
    purge();

    assertThat(invoices()).contains(11L);
    assertThat(
            program
                .inLapse()
                .sql("select keep_until from lapse.kept where set_name = 'product.public.invoice'")
                .query(java.time.OffsetDateTime.class)
                .single()
                .toInstant())
        .as("not overdue by years")
        .isEqualTo(PURGED);
    assertThat(program.run(JobName.EXPIRE).sets())
        .isEqualTo(Map.of("product.public.invoice", 1L, "product.public.invoice_line", 1L));
    assertThat(invoices()).containsExactly(12L, 21L);
  }

  @Test
  void keptParentExpiresWithItsLastReferringRow() {
    program.product.run("update invoice set issued = '2026-11-04 10:00+00' where id = 12");
    purge();

    RunSummary early = expiryAt("2036-11-01T00:00:00Z");
    assertThat(early.status()).isEqualTo("completed");
    assertThat(early.sets()).doesNotContainKey("product.public.account");
    RunSummary last = expiryAt("2036-11-04T10:00:00Z");
    assertThat(last.sets())
        .containsEntry("product.public.account", 1L)
        .containsEntry("product.public.invoice", 1L);
  }

  @Test
  void evidenceHasTheFirstAndTheLastExpiry() {
    purge();

    assertThat(
            text(
                "select detail #>> '{kept,product.public.invoice}' from lapse.evidence where kind = 'erasure-outcome' order by number desc limit 1",
                true))
        .contains("2030-03-15T10:00:00Z", "2031-07-01T10:00:00Z", "tax");
  }

  @Test
  void accountSaysWhenTheFirstAndWhenTheLastKeptRowsGo() {
    program.product.run("insert into receipt values (1, 1, '2028-01-01')");
    purge();

    assertThat(show().out())
        .contains(
            "what the catalog keeps goes from 2030-03-15T10:00:00Z on, the last of it at 2038-01-02T12:00:00Z")
        .containsPattern("keptUntil +2038-01-02T12:00:00Z");
    expiryAt("2036-11-01T00:00:00Z");
    assertThat(show().out()).contains("what the catalog keeps stays until 2038-01-02T12:00:00Z");
    expiryAt("2038-01-02T12:00:00Z");
    assertThat(show().out()).doesNotContain("what the catalog", "keptUntil");
  }

  @Test
  void setNoLongerKeptIsNotReportedAsStaying() {
    purge();
    program.clock.set(Instant.parse("2040-01-01T00:00:00Z"));

    assertThat(show().out())
        .contains("what the catalog kept goes with the next expire, it is due since 2030-03-15");
  }

  @Test
  void dryRunCountsTheRowsThatAreDueThen() {
    purge();
    Instant at = Instant.parse("2030-03-15T10:00:00Z");

    RunSummary dry = program.run(JobName.EXPIRE, at, true);

    assertThat(dry.sets())
        .isEqualTo(Map.of("product.public.invoice", 1L, "product.public.invoice_line", 1L));
    assertThat(invoices()).containsExactly(11L, 12L, 21L);
  }

  @Test
  void forecastCountsTheNextRowsOnly() {
    purge();

    assertThat(forecast().jobs())
        .singleElement()
        .extracting(job -> job.total().rows())
        .isEqualTo(new Forecast.Rows(2, false));
  }

  @Test
  void forecastKnowsNoRowsWhereNothingCanBeErased() {
    purge();
    program.product.run("create table public.later (id int)");

    Forecast.OfJob expiry = forecast().jobs().get(0);

    assertThat(expiry.total().rows()).isNull();
    assertThat(expiry.notes())
        .singleElement()
        .asString()
        .startsWith("nothing would be erased today: blocked by the catalog: ")
        .contains("public.later");
  }

  private static Forecast forecast() {
    Instant start = Instant.parse("2030-03-14T12:00:00Z");
    program.clock.set(start);
    return program
        .get(MakeForecast.class)
        .make(
            new ForecastRequest(3, List.of(JobName.EXPIRE), List.of("main"), Duration.ofMinutes(5)),
            start);
  }

  @Test
  void catalogThatCountsDifferentlyErasesNothing() {
    purge();
    withCatalog(
        SETS.replace(", for: P10Y, from: issued}", ", for: P10Y}"),
        () -> {
          assertThat(expiryAt("2030-03-15T10:00:00Z").accounts().failed()).isEqualTo(1);
          assertThat(text("select reason from lapse.plan_item order by run_id desc limit 1", true))
              .startsWith(
                  "product.public.invoice was kept by its rows' dates (issued), but the catalog now keeps it as a whole");
        });
    assertThat(invoices()).containsExactly(11L, 12L, 21L);
  }

  @Test
  void shorterPeriodOfALaterCatalogShortensNothing() {
    purge();
    withCatalog(
        SETS.replace("P10Y", "P5Y"),
        () -> {
          expiryAt("2030-03-15T10:00:00Z");
          assertThat(invoices()).containsExactly(12L, 21L);
        });
  }

  private static void withCatalog(String sets, Runnable happens) {
    program.restartedWith(Map.of("catalog.yaml", ProductCatalog.of(sets)));
    try {
      happens.run();
    } finally {
      program.restartedWith(Map.of("catalog.yaml", ProductCatalog.of(SETS)));
    }
  }

  private static String closed(String id) {
    return Import.line(id, "\"state\":\"closed\",\"lapsedAt\":\"2026-11-01T00:00:00Z\"");
  }

  private static Commands.Result show() {
    return Commands.on(program).run("account", "show", "1");
  }

  private static RunSummary purge() {
    RunSummary run = program.run(JobName.PURGE);
    assertThat(run.status()).isEqualTo("completed");
    return run;
  }

  private static RunSummary expiryAt(String at) {
    program.clock.set(Instant.parse(at));
    return program.run(JobName.EXPIRE);
  }

  private static List<Long> invoices() {
    return program.inProduct().sql("select id from invoice order by id").query(Long.class).list();
  }

  private static long early() {
    return program
        .inLapse()
        .sql("select count(*) from lapse.early_action")
        .query(Long.class)
        .single();
  }

  private static String text(String query) {
    return text(query, false);
  }

  private static String text(String query, boolean ofLapse) {
    return (ofLapse ? program.inLapse() : program.inProduct())
        .sql(query)
        .query(String.class)
        .single();
  }
}
