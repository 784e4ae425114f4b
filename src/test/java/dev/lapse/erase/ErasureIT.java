package dev.lapse.erase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.Outcome;
import dev.lapse.erase.store.Product;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Everything of an account goes, in whatever shape a product keeps it, and nothing else. */
class ErasureIT {
  private static final String ACCOUNT = "table: public.account, owned-by: id";
  private static final String ACCOUNTS =
      """
      create table account (id bigint primary key, name text);
      insert into account select id, 'n' from generate_series(1, 3) id;
      """;

  @Test
  void rowsThatBelongByAPathGoAndNeighboursStay() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table contact (id bigint primary key, account_id bigint references account);
                create table tag (contact_id bigint references contact, tag text);
                create table tag_use (tag_contact bigint, used text);
                insert into contact
                select id, case when id = 31 then null else 1 + id % 3 end from generate_series(1, 31) id;
                insert into tag select id, 't' from contact, generate_series(1, 2);
                insert into tag_use select id, 'u' from contact;
                insert into tag_use values (4711, 'of nobody');
                """,
            ACCOUNT,
            "table: public.contact, owned-by: account_id",
            "table: public.tag, owned-by: contact_id -> public.contact.id",
            "table: public.tag_use, owned-by: tag_contact -> public.contact.id")) {
      String contacts = product.checksum("contact t where account_id is distinct from 2");
      String uses =
          product.checksum(
              "tag_use t where tag_contact not in (select id from contact where account_id = 2)");

      Map<String, Outcome> outcomes = product.erase("2");

      assertThat(Product.rows(outcomes.get("2")))
          .isEqualTo(
              Map.of(
                  "product.public.account", 1L,
                  "product.public.contact", 10L,
                  "product.public.tag", 20L,
                  "product.public.tag_use", 10L));
      assertThat(product.checksum("contact t")).isEqualTo(contacts);
      assertThat(product.checksum("tag_use t")).isEqualTo(uses);
      assertThat(product.count("account")).isEqualTo(2);
    }
  }

  @Test
  void rowThatTwoWaysReachCountsOnce() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table deal (id uuid primary key, account_id bigint);
                create table contact (id bigint primary key, account_id bigint);
                create table attachment (kind text, record_id text, account_id bigint);
                insert into deal values
                  ('00000000-0000-0000-0000-00000000000a', 2), ('00000000-0000-0000-0000-00000000000b', 3);
                insert into contact values (1, 2), (2, 3);
                insert into attachment values
                  ('Deal', '00000000-0000-0000-0000-00000000000a', null), ('Contact', '1', null), ('Contact', '1', 2),
                  ('Deal', '1', null), ('Contact', '2', null), ('Note', '1', null), ('Contact', 'no number', null);
                """,
            ACCOUNT,
            "table: public.deal, owned-by: account_id",
            "table: public.contact, owned-by: account_id",
            "table: public.attachment, owned-by: [account_id, \"record_id -> public.deal.id where kind = 'Deal'\","
                + " \"record_id -> public.contact.id where kind = 'Contact'\"]"
                + ", shared-where: \"kind = 'Note'\"")) {
      String others = product.checksum("attachment t where ctid >= '(0,4)'");

      assertThat(Product.rows(product.erase("2").get("2")))
          .containsEntry("product.public.attachment", 3L);
      assertThat(product.checksum("attachment t")).isEqualTo(others);
    }
  }

  @Test
  void shortTextReferenceDoesNotCutKeysOff() {
    try (Product product =
        new Product(
            """
            create table account (id bigint primary key);
            create table attachment (record_id varchar(5));
            insert into account values (12345), (1234567);
            insert into attachment values ('12345');
            """,
            ACCOUNT,
            "table: public.attachment, owned-by: record_id -> public.account.id")) {
      assertThat(Product.rows(product.erase("1234567").get("1234567")))
          .isEqualTo(Map.of("product.public.account", 1L));
      assertThat(product.count("attachment")).isEqualTo(1);
    }
  }

  @Test
  void rowsThatReferToEachOtherInTheirTableGoTogether() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table note (id bigint primary key, account_id bigint, answers bigint references note);
                insert into note values
                  (1, 2, null), (2, 2, 1), (3, 2, 2), (4, 2, null), (5, 2, 4), (6, 3, null), (7, 3, 7);
                update note set answers = 5 where id = 4;
                """,
            ACCOUNT,
            "table: public.note, owned-by: account_id")) {
      assertThat(Product.rows(product.erase("2").get("2")))
          .containsEntry("product.public.note", 5L);
      assertThat(product.count("note")).isEqualTo(2);
    }
  }

  @Test
  void keptRowsStayAndChangedOnesLoseTheirValuesOnly() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table invoice (id bigint primary key, account_id bigint);
                create table review (id bigint primary key, account_id bigint, author text, title text, stars int);
                create table audit (id bigint primary key, account_id bigint references account, what text);
                insert into invoice select id, id from generate_series(1, 3) id;
                insert into review select id, id, 'Ann', 'fine', 5 from generate_series(1, 3) id;
                insert into review values (4, 2, null, '-', 1);
                insert into audit select id, id, 'login' from generate_series(1, 3) id;
                """,
            ACCOUNT,
            "table: public.invoice, owned-by: account_id, keep: {why: tax, for: P10Y}",
            "table: public.review, owned-by: account_id, anonymize: {author: null, title: \"a:b ?'; -- \\\"\"}",
            "table: public.audit, owned-by: account_id, anonymize: {account_id: null}")) {
      String invoices = product.checksum("invoice t");
      String neighbours = product.checksum("review t where account_id <> 2");

      Outcome outcome = product.erase("2").get("2");

      assertThat(Product.rows(outcome))
          .isEqualTo(
              Map.of(
                  "product.public.account", 1L,
                  "product.public.review", 2L,
                  "product.public.audit", 1L));
      assertThat(product.checksum("invoice t")).isEqualTo(invoices);
      assertThat(product.checksum("review t where account_id <> 2")).isEqualTo(neighbours);
      assertThat(
              product.count(
                  "review where account_id = 2 and author is null and title = 'a:b ?''; -- \"'"))
          .isEqualTo(2);
      assertThat(product.count("audit where account_id is null and what = 'login'")).isEqualTo(1);
    }
  }

  @Test
  void rowsBehindAKeptTableGoBeforeWhatTheyAreFoundThrough() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table a_order (id bigint primary key, account_id bigint);
                create table invoice (id bigint primary key, order_id bigint);
                create table line (id bigint primary key, invoice_id bigint);
                insert into a_order select id, id from generate_series(1, 3) id;
                insert into invoice select id, id from generate_series(1, 3) id;
                insert into line select id, id from generate_series(1, 3) id;
                """,
            ACCOUNT,
            "table: public.a_order, owned-by: account_id, keep: {why: tax, for: P10Y}",
            "table: public.invoice, owned-by: order_id -> public.a_order.id, keep: {why: tax, for: P10Y}",
            "table: public.line, owned-by: invoice_id -> public.invoice.id")) {
      product.erase("2");

      assertThat(product.jdbc().sql("select id from line order by id").query(Long.class).list())
          .containsExactly(1L, 3L);
    }
  }

  @Test
  void circleThatAChangedColumnOpensCanBeErased() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table contact (id bigint primary key, account_id bigint, review bigint);
                create table review (id bigint primary key, account_id bigint, contact_id bigint references contact);
                alter table contact add foreign key (review) references review;
                insert into contact select id, id from generate_series(1, 3) id;
                insert into review select id, id, id from generate_series(1, 3) id;
                update contact set review = id;
                """,
            ACCOUNT,
            "table: public.contact, owned-by: account_id",
            "table: public.review, owned-by: account_id, anonymize: {contact_id: null}")) {
      assertThat(Product.rows(product.erase("2").get("2")))
          .containsEntry("product.public.contact", 1L)
          .containsEntry("product.public.review", 1L);
    }
  }
}
