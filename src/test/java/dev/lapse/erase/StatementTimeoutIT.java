package dev.lapse.erase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.Outcome;
import dev.lapse.erase.store.Product;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A role that is given little time for a statement erases in as many as it takes. */
class StatementTimeoutIT {
  private static final String SLOW =
      """
      create table event (id bigint primary key, account_id bigint);
      create function takes_its_time() returns trigger language plpgsql as $$
      begin perform pg_sleep(0.001); return old; end $$;
      create trigger slow before delete on event for each row execute function takes_its_time();
      """;
  private static final String SLOW_EVENT =
      "table: public.event, owned-by: account_id, accepts: [slow]";

  @Test
  void batchThatTakesTooLongIsHalved() {
    try (Product product =
        withTimeout(
            100,
            new Product(
                Product.ACCOUNTS
                    + SLOW
                    + "insert into event select i, 1 + i % 3 from generate_series(1, 180) i;",
                Product.ACCOUNT,
                SLOW_EVENT))) {
      Map<String, Outcome> outcomes = product.erase("1", "2", "3");

      assertThat(outcomes.values())
          .extracting(Product::rows)
          .containsOnly(Map.of("product.public.account", 1L, "product.public.event", 60L));
      assertThat(product.count("event")).isZero();
    }
  }

  @Test
  void accountThatTakesTooLongGoesInSlices() {
    try (Product product =
        withTimeout(
            100,
            new Product(
                Product.ACCOUNTS
                    + SLOW
                    + "insert into event select i, 1 + i % 2 from generate_series(1, 500) i;",
                Product.ACCOUNT,
                SLOW_EVENT))) {
      assertThat(Product.rows(product.erase("1").get("1")))
          .containsEntry("product.public.event", 250L);
      assertThat(product.count("event")).isEqualTo(250);
    }
  }

  @Test
  void rowsOfALargeAccountAreLookedForInParts() {
    try (Product product =
        withTimeout(
            100,
            new Product(
                Product.ACCOUNTS
                    + """
                    create table event (id bigint, account_id bigint, part int) partition by list (part);
                    create table event_1 partition of event for values in (1);
                    create table event_2 partition of event for values in (2);
                    insert into event select i, 2, 1 from generate_series(1, 240000) i;
                    insert into event select i, 3, 1 from generate_series(1, 20000) i;
                    insert into event select i, 2, 2 from generate_series(1, 10000) i;
                    analyze event;
                    """,
                Product.ACCOUNT,
                "table: public.event, owned-by: account_id"))) {
      assertThat(Product.rows(product.erase("2").get("2")))
          .containsEntry("product.public.event", 250_000L);
      assertThat(product.count("event")).isEqualTo(20_000);
    }
  }

  private static Product withTimeout(int millis, Product product) {
    product.run(
        """
        do $$ begin
          execute format('alter role lapse_eraser in database %%I set statement_timeout = %d', current_database());
        end $$"""
            .formatted(millis));
    return product;
  }
}
