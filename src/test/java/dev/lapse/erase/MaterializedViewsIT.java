package dev.lapse.erase;

import static dev.lapse.erase.store.Product.ACCOUNT;
import static dev.lapse.erase.store.Product.ACCOUNTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.Outcome;
import dev.lapse.account.RunContext;
import dev.lapse.erase.store.Product;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.testing.Concurrently;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** No materialized view shows an erased row. */
class MaterializedViewsIT {
  @Test
  void viewOfAViewIsRefreshedAfterIt() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table contact (id bigint primary key, account_id bigint, email text);
                insert into contact values (20, 2, 'x@two'), (30, 3, 'y@three');
                create materialized view b_emails as select account_id, email from contact;
                create materialized view a_emails as select account_id, email from b_emails;
                """,
            ACCOUNT,
            "table: public.contact, owned-by: account_id")) {
      assertThat(product.erase("2").get("2")).isInstanceOf(Outcome.Done.class);
      assertThat(product.texts("select email from b_emails")).containsExactly("y@three");
      assertThat(product.texts("select email from a_emails")).containsExactly("y@three");
    }
  }

  @Test
  void refreshByAnotherWorkerBeforeTheCommitIsNotEnough() throws SQLException {
    try (Product product =
            new Product(
                ACCOUNTS
                    + """
                    create table card (id bigint primary key, account_id bigint, number text);
                    insert into card values (20, 2, 'card of 2'), (30, 3, 'card of 3');
                    create materialized view cards as select account_id, number from card;
                    """,
                ACCOUNT,
                "table: public.card, owned-by: account_id, billing: true");
        Connection other = product.connect()) {
      RunContext runContext = product.context();
      List<StoreErasure> stores = product.preparedForBilling().stores();
      other.setAutoCommit(false);
      other.createStatement().execute("select from card where id = 20 for update");
      FutureTask<Map<String, Outcome>> slow =
          Concurrently.start(() -> EraseSets.erase(runContext, stores, List.of("2")));
      Concurrently.awaitBlocked(product.jdbc(), "%delete from%card%");

      assertThat(EraseSets.erase(runContext, stores, List.of("3")).get("3"))
          .isInstanceOf(Outcome.Done.class);
      assertThat(product.texts("select number from cards")).containsExactly("card of 2");
      other.rollback();

      assertThat(Concurrently.result(slow).get("2")).isInstanceOf(Outcome.Done.class);
      assertThat(product.count("cards")).isZero();
    }
  }

  @Test
  void viewThatCannotBeRefreshedIsTriedOnceForAllAccounts() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create sequence tries;
                create materialized view share as
                  select nextval('public.tries') as try, 1 / (select count(*) from public.account) as share;
                """,
            ACCOUNT)) {
      assertThat(product.erase("1", "2", "3").values())
          .hasSize(3)
          .allSatisfy(outcome -> assertThat(Product.error(outcome)).startsWith("not verified: "));
      assertThat(product.count("tries where last_value = 2")).isOne();
    }
  }
}
