package dev.lapse.erase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.Outcome;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An account that is larger than a transaction goes in slices, and is counted to the row. */
class SlicesIT {
  private static final String ACCOUNTS =
      "create table account (id bigint primary key); insert into account values (1), (2), (3);";
  private static final String ACCOUNT = "table: public.account, owned-by: id";
  private final AtomicInteger slices = new AtomicInteger();

  @Test
  void largeAccountGoesInSlicesAndNeighboursStay() {
    try (Product product = events(60_000)) {
      String neighbours = product.checksum("event t where account_id is distinct from 2");

      Outcome outcome =
          product.inTransactionsOf(10).stoppingWhen(this::counted).eraseInSlices("2").get("2");

      assertThat(Product.rows(outcome)).containsEntry("product.public.event", 60_000L);
      assertThat(slices.get()).isGreaterThan(3);
      assertThat(product.checksum("event t")).isEqualTo(neighbours);
    }
  }

  @Test
  void sliceNeverTakesANeighboursRowFromTheSamePlaceInAnotherPartition() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table event (account_id bigint, month int) partition by list (month);
                create table event_1 partition of event for values in (1);
                create table event_2 partition of event for values in (2);
                insert into event select 2, 1 from generate_series(1, 1000);
                insert into event select 3, 2 from generate_series(1, 1000);
                insert into event select 2, 2 from generate_series(1, 10);
                """,
            ACCOUNT,
            "table: public.event, owned-by: account_id")) {
      assertThat(Product.rows(product.eraseInSlices("2").get("2")))
          .containsEntry("product.public.event", 1_010L);
      assertThat(product.count("event where account_id = 3")).isEqualTo(1_000);
    }
  }

  @Test
  void rowsThatReferToEachOtherGoLeavesFirstAndCirclesAtOnce() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table note (
                  id bigint, account_id bigint, month int, answers bigint, answers_month int,
                  primary key (id, month), foreign key (answers, answers_month) references note
                ) partition by list (month);
                create table note_1 partition of note for values in (1);
                create table note_2 partition of note for values in (2);
                insert into note select i, 2, 1, null, null from generate_series(1, 50) i;
                insert into note select i, 2, 2, i, 1 from generate_series(1, 50) i;
                insert into note select i + 500, 2, 1, i, 2 from generate_series(1, 50) i;
                insert into note values (98, 2, 1, null, null), (99, 2, 1, 98, 1);
                update note set answers = 99, answers_month = 1 where id = 98;
                insert into note values (1000, 3, 1, null, null), (1001, 3, 1, 1000, 1);
                """,
            ACCOUNT,
            "table: public.note, owned-by: account_id")) {
      Outcome outcome = product.eraseInSlices("2").get("2");

      assertThat(outcome).isInstanceOf(Outcome.Done.class);
      assertThat(Product.rows(outcome)).containsEntry("product.public.note", 152L);
      assertThat(product.count("note")).isEqualTo(2);
    }
  }

  @Test
  void setsInACircleGoTogetherAlsoWhereOneIsFoundThroughTheOther() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table contact (id bigint primary key, account_id bigint, email_id bigint not null);
                create table email (id bigint primary key, contact_id bigint not null references contact);
                create table click (id bigint primary key, email_id bigint references email);
                insert into contact select i, 2 + i % 2, i from generate_series(1, 2000) i;
                insert into email select i, i from generate_series(1, 2000) i;
                insert into click select i, i from generate_series(1, 2000) i;
                alter table contact add foreign key (email_id) references email;
                """,
            ACCOUNT,
            "table: public.contact, owned-by: account_id",
            "table: public.email, owned-by: contact_id -> public.contact.id",
            "table: public.click, owned-by: email_id -> public.email.id")) {
      assertThat(Product.rows(product.eraseInSlices("2").get("2")))
          .containsEntry("product.public.email", 1_000L)
          .containsEntry("product.public.click", 1_000L);
      assertThat(product.count("email")).isEqualTo(1_000);
      assertThat(product.count("contact where account_id = 3")).isEqualTo(1_000);
    }
  }

  @Test
  void stopBetweenSlicesKeepsWhatIsDoneAndGoesOnWithTheRest() {
    try (Product product = events(60_000)) {
      product.imports("2");
      PreparedStores prepared = product.inTransactionsOf(10).stoppingWhen(() -> false).prepared();

      assertThat(product.act(prepared, true, "2")).isEmpty();
      long left = product.count("event where account_id = 2");
      assertThat(left).isBetween(1L, 59_999L);
      assertThat(product.count("account")).isEqualTo(3);

      assertThat(Product.rows(product.stoppingWhen(() -> true).eraseInSlices("2").get("2")))
          .isEqualTo(Map.of("product.public.account", 1L, "product.public.event", 60_000L));
    }
  }

  private Product events(int rows) {
    return new Product(
        ACCOUNTS
            + """
            create table event (id bigint, account_id bigint, what text);
            insert into event select i, 2, 'click' from generate_series(1, %d) i;
            insert into event select i, 3, 'click' from generate_series(1, 100) i;
            insert into event values (0, null, 'of nobody');
            create index on event (account_id);
            """
                .formatted(rows),
        ACCOUNT,
        "table: public.event, owned-by: account_id");
  }

  private boolean counted() {
    slices.incrementAndGet();
    return true;
  }
}
