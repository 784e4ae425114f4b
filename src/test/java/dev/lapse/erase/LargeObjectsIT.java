package dev.lapse.erase;

import static dev.lapse.erase.store.Product.ACCOUNT;
import static dev.lapse.erase.store.Product.ACCOUNTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.Outcome;
import dev.lapse.erase.store.Product;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A large object goes with the last row that holds it. */
class LargeObjectsIT {
  private static final String TABLE =
      ACCOUNTS
          + """
          create table doc (id bigint primary key, account_id bigint, title text, scan oid);
          insert into doc values (20, 2, 'mine', lo_from_bytea(0, 'hello'));
          create table made as select scan from doc;
          """;
  private static final String ERASERS =
      """
      do $$
      begin
        execute (select string_agg(format('alter large object %s owner to lapse_eraser', scan), ';') from doc);
      end $$;
      """;
  private static final String OBJECTS =
      "pg_largeobject_metadata where oid in (select scan from made)";
  private static final String MADE = "table: public.made, shared: true";

  @Test
  void objectThatAnotherAccountHoldsStaysUntilThatGoes() {
    try (Product product =
        new Product(
            TABLE + ERASERS + "insert into doc select 30, 3, 'mine too', scan from doc;",
            ACCOUNT,
            MADE,
            "table: public.doc, owned-by: account_id, large-objects: [scan]")) {
      assertThat(product.erase("2").get("2")).isInstanceOf(Outcome.Done.class);
      assertThat(product.texts("select convert_from(lo_get(scan), 'utf8') from doc"))
          .containsExactly("hello");

      assertThat(product.erase("3").get("3")).isInstanceOf(Outcome.Done.class);
      assertThat(product.count(OBJECTS)).isZero();
    }
  }

  @Test
  void objectOfAnAnonymizedRowThatStillHoldsItStays() {
    try (Product product =
        new Product(
            TABLE,
            ACCOUNT,
            MADE,
            "table: public.doc, owned-by: account_id, anonymize: {title: null}, large-objects: [scan]")) {
      assertThat(product.erase("2").get("2")).isInstanceOf(Outcome.Done.class);
      assertThat(product.texts("select convert_from(lo_get(scan), 'utf8') from doc"))
          .containsExactly("hello");
      assertThat(product.count("doc where title is null")).isEqualTo(1);
    }
  }

  @Test
  void objectOfAnAnonymizedRowThatHoldsItNoLongerGoes() {
    try (Product product =
        new Product(
            TABLE + ERASERS,
            ACCOUNT,
            MADE,
            "table: public.doc, owned-by: account_id, anonymize: {title: null, scan: null}, large-objects: [scan]")) {
      assertThat(product.erase("2").get("2")).isInstanceOf(Outcome.Done.class);
      assertThat(product.count("doc where title is null and scan is null")).isEqualTo(1);
      assertThat(product.count(OBJECTS)).isZero();
    }
  }

  @Test
  void objectThatTheRoleMayNotRemoveBlocksBeforeAnythingIsTouched() {
    for (String further : List.of("", ", anonymize: {title: null, scan: null}")) {
      try (Product product =
          new Product(
              TABLE,
              ACCOUNT,
              MADE,
              "table: public.doc, owned-by: account_id" + further + ", large-objects: [scan]")) {
        assertThat(Product.error(product.erase("2").get("2")))
            .contains("the role may not remove large objects of public.doc, column scan");
        assertThat(product.count("doc where title = 'mine'")).isEqualTo(1);
        assertThat(product.count(OBJECTS)).isEqualTo(1);
      }
    }
  }
}
