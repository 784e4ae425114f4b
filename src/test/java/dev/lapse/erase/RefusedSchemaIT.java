package dev.lapse.erase;

import static dev.lapse.erase.store.Product.ACCOUNT;
import static dev.lapse.erase.store.Product.ACCOUNTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.Outcome;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.Product;
import org.junit.jupiter.api.Test;

/** A catalog under which rows would stay unseen, or change unasked, erases nothing at all. */
class RefusedSchemaIT {
  @Test
  void ruleOnDeleteIsToBeAnswered() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table contact (id bigint primary key, account_id bigint, legal boolean);
                create rule keep as on delete to contact where old.legal do instead nothing;
                insert into contact values (20, 2, true), (21, 2, false);
                """,
            ACCOUNT,
            "table: public.contact, owned-by: account_id")) {
      assertRefused(product, "2", "keep on public.contact has not been reviewed");
      assertThat(product.count("contact")).isEqualTo(2);
    }
  }

  @Test
  void keyThatEqualsOthersUnderItsCollationIsRefused() {
    try (Product product =
        new Product(
            """
            create collation ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
            create table account (id varchar(20) collate ci primary key);
            create table contact (id bigint primary key, account_id varchar(20) collate ci);
            insert into account values ('acme'), ('other');
            insert into contact values (1, 'ACME'), (2, 'acme');
            """,
            ACCOUNT,
            "table: public.contact, owned-by: account_id")) {
      assertRefused(product, "acme", "collate nondeterministic; keys of accounts are integers");
      assertThat(product.count("contact")).isEqualTo(2);
    }
  }

  @Test
  void rowFoundThroughAKeptRowIsNotErasedBeforeThat() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table address (id bigint primary key, street text);
                create table contact (id bigint primary key, account_id bigint, address_id bigint);
                create table invoice (id bigint primary key, account_id bigint, address_id bigint);
                insert into address values (1, 'Main St'), (2, 'Side St');
                insert into contact values (20, 2, 1), (21, 2, 2);
                insert into invoice values (20, 2, 1);
                """,
            ACCOUNT,
            "table: public.contact, owned-by: account_id",
            "table: public.invoice, owned-by: account_id, keep: {why: tax, for: P10Y}",
            "table: public.address, owned-by: [id <- public.contact.address_id, id <- public.invoice.address_id]")) {
      assertRefused(
          product,
          "2",
          "public.invoice, which is one of them, stays: its row could not be found later");
      assertThat(product.count("address")).isEqualTo(2);
    }
  }

  @Test
  void rowThatAnAnonymizedRowRefersToIsNotErased() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table photo (id bigint primary key, bytes text);
                create table contact (id bigint primary key, account_id bigint, photo_id bigint);
                create table review (
                  id bigint primary key, account_id bigint, author text, photo_id bigint
                );
                insert into photo values (1, 'face');
                insert into contact values (20, 2, 1);
                insert into review values (20, 2, 'John', 1);
                """,
            ACCOUNT,
            "table: public.contact, owned-by: account_id",
            "table: public.review, owned-by: account_id, anonymize: {author: null}, refers: photo_id -> public.photo.id",
            "table: public.photo, owned-by: id <- public.contact.photo_id")) {
      assertRefused(
          product,
          "2",
          "public.review, which is one of them, stays: its row could not be found later");
      assertThat(product.count("photo")).isEqualTo(1);
    }
  }

  @Test
  void columnThatOthersReferToIsNotAnonymized() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table contact (id bigint primary key, account_id bigint, email text unique);
                create table subscription (
                  id bigint primary key, account_id bigint,
                  email text references contact (email) on update cascade
                );
                insert into contact values (20, 2, 'john@example.org');
                insert into subscription values (30, 3, 'john@example.org');
                """,
            ACCOUNT,
            "table: public.contact, owned-by: account_id, anonymize: {email: gone}",
            "table: public.subscription, owned-by: account_id")) {
      assertRefused(product, "2", "public.subscription refers to by foreign key");
      assertThat(product.texts("select email from subscription"))
          .containsExactly("john@example.org");
    }
  }

  @Test
  void tableThatCameSinceTheCheckIsRefused() {
    try (Product product = new Product(ACCOUNTS, ACCOUNT)) {
      product.imports("2");
      PreparedStores prepared = product.prepared();
      product.run("create table contact (id bigint primary key, account_id bigint)");

      assertThat(Product.error(product.act(prepared, false, "2").get("2")))
          .contains("changed after the catalog was checked against it");
      assertThat(product.count("account")).isEqualTo(3);
    }
  }

  @Test
  void tableThatComesBetweenSlicesIsRefused() {
    try (Product product =
        new Product(
            ACCOUNTS + "create table event (account_id bigint); insert into event values (2);",
            ACCOUNT,
            "table: public.event, owned-by: account_id")) {
      product.afterTheFirstSlice(() -> product.run("create table contact (account_id bigint)"));

      assertThat(Product.error(product.eraseInSlices("2").get("2")))
          .contains("changed after the catalog was checked against it");
      assertThat(product.count("event")).isZero();
      assertThat(product.count("account where id = 2")).isEqualTo(1);
    }
  }

  private static void assertRefused(Product product, String id, String why) {
    long accounts = product.count("account");

    Outcome outcome = product.erase(id).get(id);

    assertThat(Product.error(outcome)).startsWith("blocked by the catalog: ").contains(why);
    assertThat(product.count("account")).isEqualTo(accounts);
  }
}
