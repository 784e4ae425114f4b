package dev.lapse.catalog.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Catalogs;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.TableName;
import dev.lapse.file.WrongFile;
import java.time.Period;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeptSetsTest {
  private static final String ACCOUNT = "table: public.account, owned-by: id";
  private static final String INVOICE =
      "table: public.invoice, owned-by: account_id, keep: {why: tax, for: P10Y, from: issued_on}";
  private static final String LINE =
      "table: public.line, owned-by: invoice_id -> public.invoice.id, keep: {why: tax, with: public.invoice}";

  @Test
  void setThatGoesWithAnotherHasItsPeriod() {
    Catalog catalog =
        Catalogs.withSets(
            ACCOUNT,
            INVOICE,
            LINE,
            "table: public.tax, owned-by: line_id -> public.line.id, keep: {why: too, with: public.line}");
    DataSet tax = set(catalog, "tax");

    assertThat(tax.keep())
        .isEqualTo(
            new DataSet.Keep("too", Period.ofYears(10), null, new TableName("public", "line")));
    assertThat(catalog.goesWith(tax)).isEqualTo(set(catalog, "invoice"));
    assertThat(catalog.goesByDate(tax)).isTrue();
  }

  @Test
  void versionDependsOnHowRowsAreCounted() {
    assertThat(Catalogs.withSets(ACCOUNT, INVOICE).version())
        .isNotEqualTo(Catalogs.withSets(ACCOUNT, INVOICE.replace("issued_on", "paid_on")).version())
        .isNotEqualTo(
            Catalogs.withSets(ACCOUNT, INVOICE.replace(", from: issued_on", "")).version());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          owned-by: invoice_id -> public.invoice.id, keep: {why: w, with: public.invoice, for: P1Y}       | 'with' takes the period of public.invoice, so 'for' cannot be given too
          owned-by: invoice_id -> public.invoice.id, keep: {why: w, with: public.invoice, from: x}        | 'with' takes the period of public.invoice, so 'from' cannot be given too
          owned-by: invoice_id -> public.invoice.id, keep: {why: w, from: x}                              | 'for' is missing in 'keep'
          owned-by: invoice_id -> public.invoice.id, keep: {why: w, with: public.invoce}                  | public.invoce is not kept; did you mean 'public.invoice'?; 'with' names the kept set
          owned-by: account_id -> public.account.id, keep: {why: w, with: public.account}                 | public.account is not kept
          owned-by: account_id, keep: {why: w, with: public.invoice}                                      | rows of public.line that are kept with public.invoice need exactly one path
          owned-by: [a -> public.invoice.id, b -> public.invoice.id], keep: {why: w, with: public.invoice} | need exactly one path
          owned-by: invoice_id -> public.invoice.id, keep: {why: w, for: P10Y}                            | public.line is owned through public.invoice, whose rows go one by one, each when its own period is over
          owned-by: id <- public.invoice.line_id, keep: {why: w, for: P10Y}                               | keep: {why: ..., with: public.invoice}
          owned-by: invoice_id -> public.invoice.id, keep: {why: w, for: P1Y, from: x}                    | public.line is owned through public.invoice, whose rows go one by one
          owned-by: account_id, keep: {why: w, for: P1Y}, anonymize: {account_id: null}                   | public.line is kept, and its rows are found by account_id when their period is over; do not anonymize it
          owned-by: account_id, keep: {why: w, for: P1Y, from: at}, anonymize: {name: x, at: "2000-01-01"} | its rows are found by at
          owned-by: account_id, keep: {why: w, for: P1Y, form: at}                                        | unknown key 'form'
          """)
  void refusesWhatCouldNotBeFoundLater(String line, String reason) {
    assertThatThrownBy(() -> Catalogs.withSets(ACCOUNT, INVOICE, "table: public.line, " + line))
        .isInstanceOf(WrongFile.class)
        .hasMessageContaining(reason);
  }

  @Test
  void refusesOwnDateOfRowsThatAreFoundUpward() {
    assertThatThrownBy(
            () ->
                Catalogs.withSets(
                    ACCOUNT,
                    "table: public.invoice, owned-by: account_id, keep: {why: tax, for: P10Y}",
                    "table: public.address, owned-by: id <- public.invoice.address_id, keep: {why: tax, for: P10Y, from: at}"))
        .hasMessageContaining(
            "public.address is found through the rows that refer to it, so it cannot have an expiry date of its own: write keep: {why: ..., with: public.invoice}");
  }

  @Test
  void refusesToAnonymizeTheOnlyWayToAKeptRow() {
    assertThatThrownBy(
            () ->
                Catalogs.withSets(
                    ACCOUNT,
                    INVOICE + ", anonymize: {address_id: null}",
                    "table: public.address, owned-by: id <- public.invoice.address_id, keep: {why: tax, with: public.invoice}"))
        .hasMessageContaining("whose column address_id is anonymized");
  }

  private static DataSet set(Catalog catalog, String table) {
    return catalog.set("product", new TableName("public", table)).orElseThrow();
  }
}
