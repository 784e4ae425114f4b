package dev.lapse.erase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.Outcome;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.Product;
import dev.lapse.testing.TestRoles;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void sliceKeepsANeighboursRowAtTheSamePlaceInAPartition() {
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
  void largeObjectsOfLeavesGo() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table doc (id bigint primary key, account_id bigint, up bigint references doc, scan oid);
                insert into doc select g, 2, nullif(g / 2, 0) from generate_series(1, 6000) g;
                create index on doc (up);
                update doc set scan = lo_from_bytea(0, 'hello') where id in (1, 5999, 6000);
                create table made as select scan from doc where scan is not null;
                do $$ begin
                  execute (select string_agg(format('alter large object %s owner to lapse_eraser', scan), ';') from made);
                end $$;
                """,
            ACCOUNT,
            "table: public.made, shared: true",
            "table: public.doc, owned-by: account_id, large-objects: [scan]")) {
      assertThat(Product.rows(product.eraseInSlices("2").get("2")))
          .containsEntry("product.public.doc", 6_000L);
      assertThat(product.count("pg_largeobject_metadata where oid in (select scan from made)"))
          .isZero();
    }
  }

  @Test
  void rowThatBeginsToReferToALeafGoesToo() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table comment (id bigint primary key, account_id bigint, up bigint references comment);
                create index on comment (up);
                insert into comment select g, 2, nullif(g / 2, 0) from generate_series(1, 500) g;
                create table attachment (id bigint primary key, comment_id bigint references comment);
                create index on attachment (comment_id);
                insert into attachment select g, 7 from generate_series(1, 500) g;
                """,
            ACCOUNT,
            "table: public.comment, owned-by: account_id",
            "table: public.attachment, owned-by: comment_id -> public.comment.id")) {
      Outcome outcome =
          product
              .inTransactionsOf(1)
              .stoppingWhen(
                  () -> onceThat(product, "attachment", "insert into attachment values (501, 400)"))
              .eraseInSlices("2")
              .get("2");

      assertThat(Product.rows(outcome)).containsEntry("product.public.attachment", 501L);
      assertThat(product.count("attachment")).isZero();
    }
  }

  @Test
  void leafWhoseRootMovedStaysWithIt() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table comment (id bigint primary key, account_id bigint, up bigint references comment);
                create index on comment (up);
                insert into comment values (1, 2, null), (2, null, 1);
                insert into comment select g, null, 2 from generate_series(3, 8000) g;
                """,
            ACCOUNT,
            "table: public.comment, owned-by: [account_id, up -> public.comment.id]")) {
      AtomicInteger left = new AtomicInteger();
      Outcome outcome =
          product
              .afterTheFirstSlice(
                  () -> {
                    product.run("update comment set account_id = 3 where id = 1");
                    left.set((int) product.count("comment"));
                  })
              .eraseInSlices("2")
              .get("2");

      assertThat(outcome).isInstanceOf(Outcome.Done.class);
      assertThat(left.get()).isBetween(100, 7_999);
      assertThat(product.count("comment")).isEqualTo(left.get());
    }
  }

  @Test
  void keyOfADeletedLeafDoesNotFindANewRow() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table file (hash text primary key, up text references file);
                create index on file (up);
                create table contact (account_id bigint, file_hash text references file);
                create index on contact (file_hash);
                insert into file select g from generate_series(1, 500) g;
                insert into contact select 2, g from generate_series(1, 500) g;
                """,
            ACCOUNT,
            "table: public.contact, owned-by: account_id",
            "table: public.file, owned-by: hash <- public.contact.file_hash")) {
      Outcome outcome =
          product
              .inTransactionsOf(1)
              .stoppingWhen(
                  () ->
                      onceThat(
                          product, "file where hash = '500'", "insert into file values ('500')"))
              .eraseInSlices("2")
              .get("2");

      assertThat(Product.rows(outcome)).containsEntry("product.public.file", 500L);
      assertThat(product.texts("select hash from file")).containsExactly("500");
    }
  }

  @Test
  void rowsThatReferByTheCatalogAloneGoLeavesFirst() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table message (id bigint primary key, account_id bigint, answers bigint);
                create index on message (answers);
                insert into message select g, 2, nullif(g / 2, 0) from generate_series(1, 6000) g;
                """,
            ACCOUNT,
            "table: public.message, owned-by: account_id, refers: [answers -> public.message.id]")) {
      assertThat(Product.rows(product.eraseInSlices("2").get("2")))
          .containsEntry("product.public.message", 6_000L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TestRoles.ERASER, TestRoles.LIMITED})
  void cascadeThatIsAcceptedTakesNoRowsUnseen(String role) {
    try (Product product =
        new Product(
            new Product.Role(role),
            ACCOUNTS
                + """
                create table album (id bigint primary key, account_id bigint);
                create table photo (
                  id bigint primary key, album_id bigint,
                  constraint photo_album foreign key (album_id) references album on delete cascade
                );
                create table tag (
                  photo_id bigint,
                  constraint tag_photo foreign key (photo_id) references photo on delete cascade
                );
                insert into album values (5, 2);
                insert into photo values (1, 5), (2, null);
                """,
            ACCOUNT,
            "table: public.album, owned-by: account_id",
            "table: public.photo, shared: true, accepts: [photo_album]",
            "table: public.tag, shared: true")) {
      Outcome outcome =
          product
              .afterTheFirstSlice(
                  () ->
                      product.run(
                          "insert into tag values (2); update photo set album_id = 5 where id = 2"))
              .eraseInSlices("2")
              .get("2");

      assertThat(Product.error(outcome)).contains("rows of public.tag that stay");
      assertThat(product.count("tag")).isEqualTo(1);
    }
  }

  @Test
  void stopBetweenSlicesKeepsThemAndTheNextRunDoesTheRest() {
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

  /** Inserts a row between two slices, once that others are gone. */
  private boolean onceThat(Product product, String gone, String insert) {
    if (slices.get() == 0 && product.count(gone) == 0) {
      slices.incrementAndGet();
      product.run(insert);
    }
    return true;
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
