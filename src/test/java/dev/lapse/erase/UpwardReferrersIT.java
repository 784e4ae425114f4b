package dev.lapse.erase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.erase.store.ErasureIncomplete;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.Product;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows found upward to which rows refer that stay, or that changed since they were captured. */
class UpwardReferrersIT {
  private static void erase(Product product, boolean slices, String id) {
    if (slices) {
      product.eraseInSlices(id);
    } else {
      product.erase(id);
    }
  }

  @ParameterizedTest
  @CsvSource({"false,lapse_eraser", "false,lapse_limited", "true,lapse_eraser"})
  void ownRowThatStaysKeepsNoAnonymizedRow(boolean slices, String role) {
    try (Product product =
        new Product(
            new Product.Role(role),
            """
            create table account (id bigint primary key);
            create table person (id bigint primary key, name text);
            create table membership (id bigint primary key, account_id bigint references account, person_id bigint references person);
            create table invoice (id bigint primary key, account_id bigint, person_id bigint references person);
            create table letter (id bigint primary key, account_id bigint, person_id bigint references person, body text);
            insert into account values (1), (2);
            insert into person values (1, 'invoice'), (2, 'letter'), (3, 'invoice of 2');
            insert into membership values (1, 1, 1), (2, 1, 2), (3, 1, 3);
            insert into invoice values (1, 1, 1), (2, 2, 3);
            insert into letter values (1, 1, 2, 'x');
            """,
            "table: public.account, owned-by: id",
            "table: public.membership, owned-by: account_id",
            "table: public.invoice, owned-by: account_id, keep: {why: tax law, for: P10Y}",
            "table: public.letter, owned-by: account_id, anonymize: {body: null}",
            "table: public.person, owned-by: id <- public.membership.person_id, anonymize: {name: null}")) {
      erase(product, slices, "1");

      assertThat(product.texts("select name from person where name is not null order by id"))
          .containsExactly("invoice of 2");
    }
  }

  @ParameterizedTest
  @CsvSource({"false,lapse_eraser", "false,lapse_limited", "true,lapse_eraser"})
  void whatIsErasedThroughAKeptRowFoundUpwardGoes(boolean slices, String role) {
    try (Product product =
        new Product(
            new Product.Role(role),
            """
            create table account (id bigint primary key);
            create table address (id bigint primary key, previous_id bigint references address);
            create table invoice (id bigint primary key, account_id bigint, address_id bigint references address);
            create table address_note (id bigint primary key, address_id bigint references address);
            insert into account values (1), (2);
            insert into address values (1, null), (2, null), (3, null), (4, 1);
            insert into invoice values (1, 1, 1), (2, 2, 2), (3, 1, 3), (4, 2, 3), (5, 1, 4);
            insert into address_note select id, id from address;
            """,
            "table: public.account, owned-by: id",
            "table: public.invoice, owned-by: account_id, keep: {why: tax law, for: P10Y}",
            "table: public.address, owned-by: id <- public.invoice.address_id, keep: {why: tax law, for: P10Y}",
            "table: public.address_note, owned-by: address_id -> public.address.id")) {
      erase(product, slices, "1");

      assertThat(product.texts("select id::text from address_note order by id"))
          .containsExactly("2", "3");
    }
  }

  @ParameterizedTest
  @CsvSource({"false,lapse_eraser", "false,lapse_limited", "true,lapse_eraser"})
  void rowWhoseReferrerChangesMeanwhileDoesNotCountAsKept(boolean slices, String role) {
    try (Product product =
        new Product(
            new Product.Role(role),
            """
            create table account (id bigint primary key);
            create table person (id bigint primary key, account_id bigint, invited_by bigint references person, name text);
            create index on person (account_id);
            create index on person (invited_by);
            insert into account values (1), (2);
            insert into person values (1, null, null, 'inviter'), (2, 1, 1, 'member');
            """,
            "table: public.account, owned-by: id",
            "table: public.person, owned-by: [account_id, id <- public.person.invited_by]")) {
      product.imports("1");
      PreparedStores prepared = product.prepared();

      assertThatThrownBy(
              () ->
                  product.eraseWhile(
                      "select from person where id = 1 for update",
                      "select count(*)%for update of t%",
                      holder -> holder.execute("update person set name = 'x' where id = 2"),
                      prepared,
                      "1",
                      slices))
          .isInstanceOf(ErasureIncomplete.class)
          .hasMessageContaining(
              "1 rows of product.public.person, to which rows referred that changed meanwhile");
      assertThat(product.count("account where id = 1")).isEqualTo(1);
    }
  }
}
