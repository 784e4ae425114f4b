package dev.lapse.erase;

import static dev.lapse.erase.store.Product.ACCOUNT;
import static dev.lapse.erase.store.Product.ACCOUNTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.Outcome;
import dev.lapse.erase.store.Product;
import org.junit.jupiter.api.Test;

/** What hangs on a row that is only anonymized goes. */
class AnonymizedParentIT {
  @Test
  void rowsThatHangOnAnAnonymizedRowGo() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table contact (id bigint primary key, account_id bigint, name text);
                create table note (id bigint primary key, contact_id bigint references contact);
                insert into contact values (20, 2, 'Ann');
                insert into note values (200, 20);
                """,
            ACCOUNT,
            "table: public.contact, owned-by: account_id, anonymize: {name: null}",
            "table: public.note, owned-by: contact_id -> public.contact.id")) {
      assertThat(product.erase("2").get("2")).isInstanceOf(Outcome.Done.class);
      assertThat(product.count("note")).isZero();
    }
  }
}
