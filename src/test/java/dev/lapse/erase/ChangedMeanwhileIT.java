package dev.lapse.erase;

import static dev.lapse.erase.store.Product.ACCOUNT;
import static dev.lapse.erase.store.Product.ACCOUNTS;
import static dev.lapse.erase.store.Product.CONTACT;
import static dev.lapse.erase.store.Product.CONTACTS;
import static dev.lapse.erase.store.Product.NOTE;
import static dev.lapse.erase.store.Product.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.account.Outcome;
import dev.lapse.erase.store.ErasureIncomplete;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.Product;
import dev.lapse.testing.TestRoles;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A row that changes its owner while an account is erased keeps what hangs on it. */
class ChangedMeanwhileIT {
  private static final String MOVES = "update contact set account_id = 3 where id = 21";

  @Test
  void parentThatMovesBetweenSlicesKeepsItsChildren() {
    try (Product product =
        new Product(
            NOTES
                + """
                create table tag (note_id bigint references note, tag text);
                insert into contact values (20, 2), (21, 2), (30, 3);
                insert into note values (200, 20), (210, 21), (300, 30);
                insert into tag values (200, 'goes first');
                """,
            ACCOUNT,
            CONTACT,
            NOTE,
            "table: public.tag, owned-by: note_id -> public.note.id")) {
      Outcome outcome =
          product.afterTheFirstSlice(() -> product.run(MOVES)).eraseInSlices("2").get("2");

      assertThat(outcome).isInstanceOf(Outcome.Done.class);
      assertThat(product.texts("select id || ' of ' || account_id from contact order by id"))
          .containsExactly("21 of 3", "30 of 3");
      assertThat(product.texts("select id::text from note order by id"))
          .containsExactly("210", "300");
    }
  }

  @Test
  void parentThatIsOnlyPassedKeepsItsChildren() {
    try (Product product =
        new Product(
            CONTACTS
                + """
                create table card (id bigint primary key, contact_id bigint references contact);
                insert into contact values (20, 2), (21, 2);
                insert into card values (200, 20), (210, 21);
                """,
            ACCOUNT,
            CONTACT,
            "table: public.card, owned-by: contact_id -> public.contact.id, billing: true")) {
      PreparedStores billing = product.preparedForBilling();

      assertThatThrownBy(
              () -> product.eraseWhile("select from card for update", MOVES, billing, "2"))
          .isInstanceOf(ErasureIncomplete.class)
          .hasMessageContaining(
              "1 rows of product.public.contact, through which others are found, changed");
      assertThat(product.count("card")).isEqualTo(2);

      EraseSets.erase(product.context(), billing.stores(), List.of("2"));
      assertThat(product.texts("select id::text from card")).containsExactly("210");
    }
  }

  @Test
  void parentThatIsAnonymizedKeepsItsChildren() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table contact (id bigint primary key, account_id bigint, name text);
                create table note (id bigint primary key, contact_id bigint references contact);
                insert into contact values (20, 2, null), (21, 2, 'Ann');
                insert into note values (200, 20), (210, 21);
                """,
            ACCOUNT,
            "table: public.contact, owned-by: account_id, anonymize: {name: null}",
            NOTE)) {
      PreparedStores prepared = product.prepared();

      assertThatThrownBy(
              () -> product.eraseWhile("select from note for update", MOVES, prepared, "2"))
          .isInstanceOf(ErasureIncomplete.class)
          .hasMessageContaining(
              "1 rows of product.public.contact, through which others are found, changed");
      assertThat(product.count("note")).isEqualTo(2);

      assertThat(product.erase("2").get("2")).isInstanceOf(Outcome.Done.class);
      assertThat(product.texts("select id::text from note")).containsExactly("210");
    }
  }

  @Test
  void erasesTheRowThatAReferrerRefersToMeanwhile() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table address (id bigint primary key, street text);
                create table contact (
                  id bigint primary key, account_id bigint, address_id bigint references address
                );
                insert into address values (1, 'Old St');
                insert into contact values (20, 2, 1);
                """,
            ACCOUNT,
            CONTACT,
            "table: public.address, owned-by: id <- public.contact.address_id")) {
      PreparedStores prepared = product.prepared();
      String moves =
          """
          insert into address values (2, 'New St');
          update contact set address_id = 2 where id = 20;
          """;

      product.eraseWhile("select from contact for update", moves, prepared, "2");
      assertThat(product.count("contact")).isZero();
      assertThat(product.count("address where id = 2")).isZero();
    }
  }

  /**
   * Between the look for rows that would go along and the deletion of what they refer to, nobody
   * begins to refer to it. The hint of nobody, whose reference is ended in between, holds it up.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rowAboutToGoGetsNoNewReference(boolean inSlices) {
    try (Product product =
        new Product(
            new Product.Role(TestRoles.LIMITED),
            CONTACTS
                + """
                create table deal (
                  id bigint primary key, account_id bigint,
                  contact_id bigint references contact on delete cascade
                );
                create table hint (contact_id bigint references contact);
                insert into contact values (20, 2), (30, 3);
                insert into deal values (300, 3, 30);
                insert into hint values (20);
                """,
            ACCOUNT,
            CONTACT,
            "table: public.deal, owned-by: account_id",
            "table: public.hint, shared: true, accepts: [hint_contact_id_fkey]")) {
      product.imports("2");

      product.eraseWhile(
          "select from hint for update",
          "update%",
          holder ->
              assertThatThrownBy(
                      () ->
                          product.run(
                              """
                              do $$ begin
                                set local lock_timeout = '100ms';
                                insert into deal values (301, 3, 20);
                              end $$"""))
                  .hasMessageContaining("lock timeout"),
          product.prepared(),
          "2",
          inSlices);

      assertThat(product.texts("select id::text from contact")).containsExactly("30");
      assertThat(product.texts("select id::text from deal")).containsExactly("300");
    }
  }

  /** Each statement must see what others committed before it. */
  @Test
  void rowThatComesMeanwhileIsSeenWhateverIsolationTheDatabaseHas() {
    try (Product product =
        new Product(
            CONTACTS
                + """
                create table note (id bigint primary key, contact_id bigint);
                insert into contact values (20, 2), (30, 3);
                insert into note values (200, 20), (300, 30);
                do $$ begin
                  execute format('alter database %I set default_transaction_isolation = ''repeatable read''', current_database());
                end $$;
                """,
            ACCOUNT,
            CONTACT,
            NOTE)) {
      product.imports("2");

      product.eraseWhile(
          "select from contact where id = 20 for update",
          "insert into note values (201, 20)",
          product.prepared(),
          "2");

      assertThat(product.texts("select id::text from note")).containsExactly("300");
    } finally {
      Product.resetSettings();
    }
  }

  @Test
  void rowThatGetsThePlaceOfATakenOneStays() {
    try (Product product =
        new Product(
            CONTACTS
                + """
                create table deal (
                  id bigint primary key, account_id bigint, contact_id bigint,
                  constraint of_contact foreign key (contact_id) references contact on delete cascade
                );
                create table note (id bigint primary key, deal_id bigint references deal);
                insert into contact values (1, 2);
                insert into deal values (1, 3, 1), (2, 3, null), (5, 2, null);
                insert into note values (1, 5);
                """,
            ACCOUNT,
            CONTACT,
            "table: public.note, owned-by: deal_id -> public.deal.id",
            "table: public.deal, owned-by: account_id, accepts: [of_contact]")) {
      product
          .stoppingWhen(
              () -> {
                if (product.count("note") == 0 && product.count("deal where id = 1") == 1) {
                  product.run("delete from deal where id = 1");
                  product.jdbc().sql("vacuum deal").update();
                  product.run("insert into deal values (1000, 3, null)");
                }
                return true;
              })
          .eraseInSlices("2");

      assertThat(product.count("deal where id = 1")).isZero();
      assertThat(product.count("deal where id = 1000")).isEqualTo(1);
    }
  }
}
