package dev.lapse.erase;

import static dev.lapse.erase.store.Product.ACCOUNT;
import static dev.lapse.erase.store.Product.CONTACT;
import static dev.lapse.erase.store.Product.CONTACTS;
import static dev.lapse.erase.store.Product.NOTE;
import static dev.lapse.erase.store.Product.NOTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.Outcome;
import dev.lapse.erase.store.Product;
import org.junit.jupiter.api.Test;

/** The place of a deleted row may be given to a new one before the account is wholly erased. */
class ReusedPlacesIT {
  @Test
  void newRowAtTheOldPlaceGoesWithTheAccount() {
    try (Product product =
        new Product(
            NOTES
                + """
                insert into contact select i, 2 from generate_series(1, 100) i;
                insert into note select i, i from generate_series(1, 100) i;
                """,
            ACCOUNT,
            CONTACT,
            NOTE)) {
      Outcome outcome =
          product
              .afterTheFirstSlice(
                  () -> reuse(product, "note", "insert into note values (1000, 50)"))
              .eraseInSlices("2")
              .get("2");

      assertThat(Product.rows(outcome))
          .containsEntry("product.public.contact", 100L)
          .containsEntry("product.public.note", 101L);
      assertThat(product.count("note")).isZero();
    }
  }

  @Test
  void newRowOfAnotherAccountAtTheOldPlaceIsNotTakenAlong() {
    try (Product product =
        new Product(
            CONTACTS
                + """
                create table deal (
                  id bigint primary key, account_id bigint,
                  contact_id bigint references contact on delete cascade
                );
                create table hint (contact_id bigint references contact on delete set null);
                insert into contact select i, 2 from generate_series(1, 100) i;
                insert into deal select i, 2, i from generate_series(1, 100) i;
                """,
            ACCOUNT,
            CONTACT,
            "table: public.deal, owned-by: account_id",
            "table: public.hint, shared: true, accepts: [hint_contact_id_fkey]")) {
      Outcome outcome =
          product
              .afterTheFirstSlice(
                  () -> reuse(product, "deal", "insert into deal values (1000, 3, 50)"))
              .eraseInSlices("2")
              .get("2");

      assertThat(Product.error(outcome))
          .contains("would delete rows of public.deal that stay (1, by deal_contact_id_fkey)");
      assertThat(product.texts("select id || ' of ' || account_id from deal"))
          .containsExactly("1000 of 3");
      assertThat(product.count("contact")).isEqualTo(100);
    }
  }

  /** Inserts a row, and is sure that it got the place of one of the hundred that were deleted. */
  private static void reuse(Product product, String table, String insert) {
    product.jdbc().sql("vacuum " + table).update();
    product.run(insert);
    assertThat(product.count(table + " where id = 1000 and ctid < '(0,101)'")).isEqualTo(1);
  }
}
