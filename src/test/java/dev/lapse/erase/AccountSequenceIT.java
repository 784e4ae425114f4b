package dev.lapse.erase;

import static dev.lapse.erase.store.Product.ACCOUNTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.erase.store.Product;
import org.junit.jupiter.api.Test;

/** A sequence of an account's own goes with the account. */
class AccountSequenceIT {
  @Test
  void goesAlsoWhereTheAccountsOwnRowIsKept() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create sequence ticket_2_seq;
                create sequence ticket_3_seq;
                alter sequence ticket_2_seq owner to lapse_eraser;
                alter sequence ticket_3_seq owner to lapse_eraser;
                create table contact (id bigint primary key, account_id bigint);
                insert into contact values (20, 2);
                """,
            "table: public.account, owned-by: id, keep: {why: proof, for: P1Y}",
            "table: public.contact, owned-by: account_id",
            "sequence: \"public.ticket_{account}_seq\"")) {
      assertThat(Product.rows(product.erase("2").get("2")))
          .containsEntry("product.public.ticket_{account}_seq", 1L);
      assertThat(product.texts("select relname::text from pg_class where relname ~ '^ticket'"))
          .containsExactly("ticket_3_seq");
      assertThat(product.count("account")).isEqualTo(3);
    }
  }
}
