package dev.lapse.erase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.Outcome;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.Product;
import dev.lapse.testing.Concurrently;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** What two accounts refer to stays with the first of them and goes with the last. */
class SharedUpwardIT {
  private static final String TABLES =
      """
      create table account (id bigint primary key);
      create table address (id bigint primary key, street text);
      create table contact (id bigint primary key, account_id bigint references account, address_id bigint references address);
      insert into account values (1), (2), (3);
      insert into address values (12, 'of 1 and 2'), (23, 'of 2 and 3'), (1, 'of 1');
      insert into contact values (11, 1, 12), (12, 1, 1), (21, 2, 12), (22, 2, 23), (31, 3, 23);
      create function wait() returns trigger language plpgsql as $$
      begin
        perform pg_advisory_xact_lock(7);
        return old;
      end $$;
      create trigger wait before delete on account
        for each row when (old.id = 1) execute function wait();
      """;
  private static final String[] SETS = {
    "table: public.account, owned-by: id, accepts: [wait]",
    "table: public.contact, owned-by: account_id",
    "table: public.address, owned-by: id <- public.contact.address_id"
  };

  @Test
  void oneAfterTheOther() {
    try (Product product = new Product(TABLES, SETS)) {
      assertThat(Product.rows(product.erase("1").get("1")))
          .containsEntry("product.public.address", 1L);
      assertThat(product.count("address")).isEqualTo(2);
      assertThat(Product.rows(product.eraseInSlices("2").get("2")))
          .containsEntry("product.public.address", 1L);
      assertThat(product.count("address where id = 23")).isEqualTo(1);
      assertThat(product.count("lapse_store.captured")).isZero();
    }
  }

  @Test
  void bothAtOnceLeaveNothingBehind() throws SQLException {
    for (boolean inSlices : new boolean[] {false, true}) {
      try (Product product = new Product(TABLES, SETS);
          Connection blocker = product.connect();
          Statement statement = blocker.createStatement()) {
        product.imports("1", "2");
        PreparedStores prepared = product.prepared();
        statement.execute("select pg_advisory_lock(7)");
        FutureTask<Map<String, Outcome>> first =
            Concurrently.start(() -> product.act(prepared, false, "1"));
        awaitWaiting(product, "advisory");
        FutureTask<Map<String, Outcome>> second =
            Concurrently.start(() -> product.act(prepared, inSlices, "2"));
        awaitWaiting(product, "transactionid");
        statement.execute("select pg_advisory_unlock(7)");

        assertThat(Concurrently.result(first).get("1")).isEqualTo(new Outcome.Acted());
        assertThat(Concurrently.result(second).get("2")).isEqualTo(new Outcome.Acted());
        assertThat(product.count("address where id in (1, 12)"))
            .as("in slices: %s", inSlices)
            .isZero();
        assertThat(product.count("address where id = 23")).isEqualTo(1);
        assertThat(product.count("contact")).isEqualTo(1);
      }
    }
  }

  private static void awaitWaiting(Product product, String lock) {
    while (product.count(
            "pg_locks where not granted and locktype = '"
                + lock
                + "' and pid in (select pid from pg_stat_activity where datname = current_database())")
        == 0) {
      Thread.onSpinWait();
    }
  }
}
