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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What two accounts refer to stays with the first of them and goes with the last. */
class SharedUpwardIT {
  private static final String WAIT =
      """
      create function wait() returns trigger language plpgsql as $$
      begin
        perform pg_advisory_xact_lock(7);
        return old;
      end $$;
      create trigger wait before delete on account
        for each row when (old.id = 1) execute function wait();
      """;
  private static final String TABLES =
      """
      create table account (id bigint primary key);
      create table address (id bigint primary key, street text);
      create table contact (id bigint primary key, account_id bigint references account, address_id bigint references address);
      insert into account values (1), (2), (3);
      insert into address values (12, 'of 1 and 2'), (23, 'of 2 and 3'), (1, 'of 1');
      insert into contact values (11, 1, 12), (12, 1, 1), (21, 2, 12), (22, 2, 23), (31, 3, 23);
      """
          + WAIT;

  /** The file of a variant is attached by another account as well. */
  private static final String FILES =
      """
      create table account (id bigint primary key);
      create table file (id bigint primary key);
      create table variant (id bigint primary key, file_id bigint references file);
      create table attachment (id bigint primary key, account_id bigint references account,
        variant_id bigint references variant, file_id bigint references file);
      insert into account values (1), (2);
      insert into file values (12), (13);
      insert into variant values (7, 12);
      insert into attachment values (1, 1, null, 12), (2, 2, null, 13), (3, null, 7, 13);
      """
          + WAIT;

  /** Each person invited the other and heads the household of the other. */
  private static final String CROSSED =
      """
      create table account (id bigint primary key);
      create table household (id bigint primary key, head_id bigint);
      create table person (id bigint primary key, household_id bigint references household, invited_by bigint references person);
      alter table household add foreign key (head_id) references person;
      create table membership (id bigint primary key, account_id bigint references account,
        person_id bigint references person, household_id bigint references household);
      insert into account values (1), (2);
      insert into household values (1, null), (2, null);
      insert into person values (1, 1, null), (2, 2, null);
      update person set invited_by = 3 - id;
      update household set head_id = 3 - id;
      insert into membership values (1, 1, 1, null), (2, 2, null, 2);
      """;

  private static final String[] SETS = {
    "table: public.account, owned-by: id, accepts: [wait]",
    "table: public.contact, owned-by: account_id",
    "table: public.address, owned-by: id <- public.contact.address_id"
  };
  private static final String[] SETS_OF_FILES = {
    "table: public.account, owned-by: id, accepts: [wait]",
    "table: public.attachment, owned-by: [account_id, variant_id -> public.variant.id]",
    "table: public.file, owned-by: id <- public.attachment.file_id",
    "table: public.variant, owned-by: file_id -> public.file.id"
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

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bothAtOnceLeaveNothingBehind(boolean inSlices) throws SQLException {
    try (Product product = new Product(TABLES, SETS)) {
      eraseBothAtOnce(product, inSlices);

      assertThat(product.count("address where id in (1, 12)")).isZero();
      assertThat(product.count("address where id = 23")).isEqualTo(1);
      assertThat(product.count("contact")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bothAtOnceLeaveNoVariantBehind(boolean inSlices) throws SQLException {
    try (Product product = new Product(FILES, SETS_OF_FILES)) {
      eraseBothAtOnce(product, inSlices);

      assertThat(product.count("attachment")).isZero();
      assertThat(product.count("variant")).isZero();
      assertThat(product.count("file")).isZero();
    }
  }

  /** They lock each other's rows in opposite orders; one of two that deadlock begins again. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bothAtOnceLeaveNobodyOfACircle(boolean inSlices) {
    try (Product product =
        new Product(
            CROSSED,
            "table: public.account, owned-by: id",
            "table: public.membership, owned-by: account_id",
            "table: public.person, owned-by: [id <- public.membership.person_id, id <- public.household.head_id, id <- public.person.invited_by]",
            "table: public.household, owned-by: [id <- public.membership.household_id, id <- public.person.household_id]")) {
      product.imports("1", "2");
      PreparedStores prepared = product.prepared();
      FutureTask<Map<String, Outcome>> first =
          Concurrently.start(() -> product.act(prepared, false, "1"));
      FutureTask<Map<String, Outcome>> second =
          Concurrently.start(() -> product.act(prepared, inSlices, "2"));

      assertThat(Concurrently.result(first).get("1")).isEqualTo(new Outcome.Acted());
      assertThat(Concurrently.result(second).get("2")).isEqualTo(new Outcome.Acted());
      assertThat(product.count("membership")).isZero();
      assertThat(product.count("person")).isZero();
      assertThat(product.count("household")).isZero();
    }
  }

  private static void eraseBothAtOnce(Product product, boolean inSlices) throws SQLException {
    try (Connection blocker = product.connect();
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
