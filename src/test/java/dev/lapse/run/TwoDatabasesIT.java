package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.Checksums;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import dev.lapse.testing.TestProgram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An account is erased when every database has erased it, and in none of them before all can. */
class TwoDatabasesIT {
  private static final String PRODUCT =
      """
      create table account (id bigint primary key);
      create table contact (id bigint primary key, account_id bigint references account);
      insert into account values (1), (2), (3);
      insert into contact select a * 10 + i, a from generate_series(1, 3) a, generate_series(1, 2) i;
      """;
  private static final String BILLING =
      """
      create table customer (account text primary key, name text);
      create table ledger (id bigint primary key, customer text references customer);
      create table note (ledger bigint references ledger on delete set null);
      insert into customer values ('1', 'a'), ('2', 'b'), ('3', 'c');
      insert into ledger values (1, '1'), (2, '2'), (3, '3'), (4, '2');
      """;
  private static final String CATALOG =
      """
      stores:
        - {name: product, type: postgresql, url: "%s", username: lapse_eraser, password: postgres, accounts: public.account, key: id}
        - {name: billing, type: postgresql, url: "%s", username: lapse_eraser, password: postgres, accounts: public.customer, key: account}
      sets:
        - {store: product, table: public.account, owned-by: id}
        - {store: product, table: public.contact, owned-by: account_id}
        - {store: billing, table: public.customer, owned-by: account}
        - {store: billing, table: public.ledger, owned-by: customer}
        - {store: billing, table: public.note, owned-by: ledger -> public.ledger.id}
      """;

  private final TestDatabase product = TestDatabases.store().run(PRODUCT);
  private final TestDatabase billing = TestDatabases.store().run(BILLING);
  private TestProgram program;

  @AfterEach
  void close() {
    program.close();
  }

  @Test
  void bothAreErasedAndCounted() {
    open(billing.url(), "owned-by: ledger -> public.ledger.id");
    String others = Checksums.of(in(billing), "ledger t where customer <> '2'");

    RunSummary run = program.run(JobName.PURGE);

    assertThat(run.status()).isEqualTo("completed");
    assertThat(run.sets())
        .containsEntry("product.public.contact", 2L)
        .containsEntry("billing.public.ledger", 2L)
        .containsEntry("billing.public.customer", 1L);
    assertThat(count(product, "contact where account_id = 2")).isZero();
    assertThat(count(billing, "ledger where customer = '2'")).isZero();
    assertThat(Checksums.of(in(billing), "ledger t where customer <> '2'")).isEqualTo(others);
  }

  @Test
  void whatOneRefusesTheOtherDoesNotErase() {
    billing.run("insert into note values (2)");
    open(billing.url(), "shared: true");

    RunSummary run = program.run(JobName.PURGE);

    assertThat(run.status()).isEqualTo("failed");
    assertThat(run.reasons().keySet()).singleElement().asString().contains("note_ledger_fkey");
    assertThat(count(product, "contact where account_id = 2")).isEqualTo(2);
    assertThat(count(billing, "ledger where customer = '2'")).isEqualTo(2);
    assertThat(claimed()).isZero();
  }

  @Test
  void oneThatIsDownFailsTheAccountWithItsNameAndNothingIsErased() {
    open("jdbc:postgresql://localhost:1/nothing", "owned-by: ledger -> public.ledger.id");

    RunSummary run = program.run(JobName.PURGE);

    assertThat(run.status()).isEqualTo("failed");
    assertThat(run.reasons().keySet()).singleElement().asString().contains("billing");
    assertThat(count(product, "contact where account_id = 2")).isEqualTo(2);
    assertThat(claimed()).isZero();
  }

  private void open(String billingUrl, String note) {
    program =
        TestProgram.at("2026-11-20T00:00:00Z")
            .catalog(
                CATALOG
                    .formatted(product.url(), billingUrl)
                    .replace("owned-by: ledger -> public.ledger.id", note))
            .open();
    program.imports(
        "{\"id\":\"2\",\"kind\":\"direct\",\"state\":\"closed\",\"lapsedAt\":\"2026-11-01T00:00:00Z\"}");
  }

  private long claimed() {
    return program
        .inLapse()
        .sql("select count(*) from lapse.account where point_of_no_return_at is not null")
        .query(Long.class)
        .single();
  }

  private static long count(TestDatabase database, String from) {
    return in(database).sql("select count(*) from " + from).query(Long.class).single();
  }

  private static JdbcClient in(TestDatabase database) {
    return database.jdbc();
  }
}
