package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code catalog check} says from which dates rows can be kept, and what kept rows keep alive. */
class CheckKeptIT {
  private static final String ACCOUNT = "table: public.account, owned-by: id";
  private static final String INVOICE =
      "table: public.invoice, owned-by: account_id, keep: {why: tax law, for: P10Y, from: issued_on}";
  private final TestDatabase database = TestDatabases.create();

  @BeforeEach
  void tables() {
    database.run(
        """
        create table account (
          id bigint primary key, name text not null, owner_address text, plan text, slug text not null unique
        );
        create table invoice (
          id bigint primary key, account_id bigint not null references account, issued_on date,
          at timestamp(3), total int, number text, paid_at timestamptz
        );
        """);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          isued_on | public.invoice has no column 'isued_on'; did you mean 'issued_on'?
          total    | public.invoice is kept from total, which is integer; name a column of type date, timestamp or timestamptz
          number   | public.invoice is kept from number, which is text; name a column of type date
          """)
  void refusesColumnsThatAreNotDates(String column, String message) {
    CatalogCommands.Result result =
        check(ACCOUNT + ", keep: {why: law, for: P10Y}", INVOICE.replace("issued_on", column));

    assertThat(result.out()).contains(message);
    assertThat(result.exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"issued_on", "at", "paid_at"})
  void takesEveryTypeOfDate(String column) {
    assertThat(
            check(ACCOUNT + ", keep: {why: law, for: P10Y}", INVOICE.replace("issued_on", column))
                .exitCode())
        .isZero();
  }

  @Test
  void offersToKeepWhatKeptRowsReferToWithoutTheCustomer() {
    CatalogCommands.Result result = check(ACCOUNT, INVOICE);
    String offer =
        "keep: {why: \"tax law\", for: P10Y}, anonymize: {name: \"\", owner_address: null}";

    assertThat(result.out())
        .contains(
            "catalog.yaml:4: public.invoice (account_id) refers to public.account by foreign key invoice_account_id_fkey",
            "keep or anonymize public.account too",
            "add to the entry of public.account (line 4): " + offer);
    assertThat(check(ACCOUNT + ", " + offer, INVOICE).out())
        .contains("the catalog covers the stores: 2 tables")
        .doesNotContain("stays as long as rows");
  }

  @Test
  void saysWhatOfAReferredRowStaysWithKeptRows() {
    CatalogCommands.Result result = check(ACCOUNT + ", keep: {why: law, for: P10Y}", INVOICE);

    assertThat(result.out())
        .containsOnlyOnce(
            "catalog.yaml:4: name, owner_address of public.account stays as long as rows of public.invoice, which are kept and refer to it; if the law does not ask for it, add: anonymize: {name: \"\", owner_address: null}");
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void partsThatGoWithAKeptRowAreNoReasonForANotice() {
    database.run(
        """
        alter table invoice add customer_name text;
        create table line (id bigint primary key, invoice_id bigint not null references invoice);
        """);

    assertThat(
            check(
                    ACCOUNT + ", keep: {why: law, for: P10Y}, anonymize: {name: gone}",
                    INVOICE,
                    "table: public.line, owned-by: invoice_id -> public.invoice.id, keep: {why: law, with: public.invoice}")
                .out())
        .doesNotContain("stays as long as");
  }

  @Test
  void namesPartsOfKeptRowsThatWouldBeErased() {
    database.run(
        """
        create table line (id bigint primary key, invoice_id bigint not null references invoice);
        create table note (id bigint primary key, account_id bigint not null references account);
        """);
    String account = ACCOUNT + ", keep: {why: law, for: P10Y}, anonymize: {name: gone}";
    String line = "table: public.line, owned-by: invoice_id -> public.invoice.id";
    String note = "table: public.note, owned-by: account_id";

    assertThat(check(account, INVOICE, line, note).out())
        .containsOnlyOnce("rows of ")
        .contains(
            "catalog.yaml:6: rows of public.line are erased although those of public.invoice, to which they belong, are kept; if they are to stay too, add: keep: {why: \"tax law\", with: public.invoice}");
    assertThat(
            check(account, INVOICE, line + ", keep: {why: \"tax law\", with: public.invoice}", note)
                .out())
        .doesNotContain("are erased although");
  }

  @Test
  void rowsThatAreKeptLongerMayNotReferToRowsThatGoOneByOne() {
    database.run(
        """
        create table payment (
          id bigint primary key, account_id bigint not null, paid date, invoice_id bigint not null references invoice
        );
        alter table invoice add corrects bigint references invoice;
        """);
    String account = ACCOUNT + ", keep: {why: law, for: P10Y}, anonymize: {name: gone}";
    String payment =
        "table: public.payment, owned-by: account_id, keep: {why: law, for: P10Y, from: paid}";

    CatalogCommands.Result result = check(account, INVOICE, payment);

    assertThat(result.out())
        .contains(
            "public.payment (invoice_id) refers to public.invoice by foreign key payment_invoice_id_fkey, and rows of public.invoice go one by one, each when its own period is over: a row that a later row refers to could not be deleted; keep both together: keep: {why: ..., with: public.invoice} at public.payment",
            "public.invoice (corrects) refers to public.invoice by foreign key invoice_corrects_fkey",
            "accepts: [invoice_corrects_fkey]");
    assertThat(
            check(
                    account,
                    INVOICE + ", accepts: [invoice_corrects_fkey]",
                    "table: public.payment, owned-by: invoice_id -> public.invoice.id, keep: {why: law, with: public.invoice}")
                .exitCode())
        .isZero();
  }

  @Test
  void deleteTriggerOfAKeptSetIsReviewedBeforeItsPeriodIsOver() {
    database.run(
        """
        create function f() returns trigger language plpgsql as 'begin return old; end';
        create trigger gone after delete on invoice for each row execute function f();
        """);

    assertThat(check(ACCOUNT + ", keep: {why: law, for: P10Y}", INVOICE).out())
        .contains("delete trigger gone on public.invoice has not been reviewed");
  }

  @Test
  void discoveryWritesHowRowsAreKeptAsItStood() {
    database.run(
        "create table line (id bigint primary key, invoice_id bigint not null references invoice)");
    String kept =
        "keep: {why: \"tax law\", for: P10Y, from: issued_on}, anonymize: {number: null}}";
    String with =
        "owned-by: invoice_id -> public.invoice.id, keep: {why: law, with: public.invoice}}";

    assertThat(
            new CatalogCommands(Map.of())
                .discover(
                    catalog(
                        ACCOUNT,
                        "table: public.invoice, owned-by: account_id, " + kept.replaceAll("}$", ""),
                        "table: public.line, " + with.replaceAll("}$", "")))
                .out())
        .contains(kept, with);
  }

  private CatalogCommands.Result check(String... sets) {
    return new CatalogCommands(Map.of()).check(catalog(sets));
  }

  private String catalog(String... sets) {
    StringBuilder text =
        new StringBuilder(
            """
            stores:
              - {name: product, type: postgresql, url: "%s", username: "%s", password: "%s", accounts: public.account, key: id, billing: none}
            sets:
            """
                .formatted(database.url(), database.username(), database.password()));
    for (String set : sets) {
      text.append("  - {store: product, ").append(set).append("}\n");
    }
    return text.toString();
  }
}
