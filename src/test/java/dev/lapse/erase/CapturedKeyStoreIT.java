package dev.lapse.erase;

import static dev.lapse.erase.store.Product.ACCOUNT;
import static dev.lapse.erase.store.Product.ACCOUNTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.Product;
import org.junit.jupiter.api.Test;

/** Keys of rows found upward are remembered until these rows are gone, and not a slice longer. */
class CapturedKeyStoreIT {
  @Test
  void paddedKeyFindsItsRowAgainAndNoOther() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table file (code char(3) primary key, body text);
                create table contact (
                  id bigint primary key, account_id bigint references account,
                  file_code char(3) references file
                );
                insert into file values ('ABC', 'personal'), ('A', 'of 3, not yet attached');
                insert into contact values (20, 2, 'ABC'), (30, 3, null);
                """,
            ACCOUNT,
            "table: public.contact, owned-by: account_id",
            "table: public.file, owned-by: code <- public.contact.file_code")) {
      product.imports("2");
      PreparedStores prepared = product.stoppingWhen(() -> false).prepared();
      assertThat(product.act(prepared, true, "2")).isEmpty();
      assertThat(product.count("contact where account_id = 2")).isZero();
      assertThat(product.count("file")).isEqualTo(2);

      assertThat(Product.rows(product.stoppingWhen(() -> true).eraseInSlices("2").get("2")))
          .containsEntry("product.public.file", 1L);
      assertThat(product.texts("select body from file")).containsExactly("of 3, not yet attached");
    }
  }

  @Test
  void keyOfADeletedRowDoesNotFindANewOne() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table file (hash text primary key, body text);
                create table contact (
                  id bigint primary key, account_id bigint references account,
                  file_hash text references file
                );
                insert into file values ('abc', 'of 2');
                insert into contact values (20, 2, 'abc');
                """,
            ACCOUNT,
            "table: public.contact, owned-by: account_id",
            "table: public.file, owned-by: hash <- public.contact.file_hash")) {
      product.imports("2");
      PreparedStores prepared = product.stoppingWhen(() -> product.count("file") > 0).prepared();
      assertThat(product.act(prepared, true, "2")).isEmpty();
      assertThat(product.count("account where id = 2")).isEqualTo(1);
      product.run("insert into file values ('abc', 'of 3, not yet attached')");

      assertThat(Product.rows(product.stoppingWhen(() -> true).eraseInSlices("2").get("2")))
          .containsEntry("product.public.file", 1L);
      assertThat(product.texts("select body from file")).containsExactly("of 3, not yet attached");
    }
  }

  @Test
  void forgetsKeysOfAnAccountThatLeavesAnonymizedRows() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table person (email text primary key);
                create table contact (
                  id bigint primary key, account_id bigint, email text references person
                );
                create table review (id bigint primary key, account_id bigint, author text);
                insert into person values ('john@example.org'), ('both@example.org');
                insert into contact values
                  (20, 2, 'john@example.org'), (21, 2, 'both@example.org'), (30, 3, 'both@example.org');
                insert into review values (20, 2, 'John');
                """,
            ACCOUNT,
            "table: public.contact, owned-by: account_id",
            "table: public.review, owned-by: account_id, anonymize: {author: null}",
            "table: public.person, owned-by: email <- public.contact.email")) {
      assertThat(Product.rows(product.eraseInSlices("2").get("2")))
          .containsEntry("product.public.person", 1L)
          .containsEntry("product.public.review", 1L);
      assertThat(product.texts("select email from person")).containsExactly("both@example.org");
      assertThat(product.count("lapse_store.captured")).isZero();
    }
  }
}
