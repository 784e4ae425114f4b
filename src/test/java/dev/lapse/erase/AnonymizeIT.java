package dev.lapse.erase;

import static dev.lapse.erase.store.Product.ACCOUNT;
import static dev.lapse.erase.store.Product.ACCOUNTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.Outcome;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.Product;
import dev.lapse.erase.verify.VerifyErasure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rows that are anonymized obey the product's own rules, and what these do is seen. */
class AnonymizeIT {
  private static final String WORDS =
      ACCOUNTS
          + """
          create table person (id bigint primary key);
          insert into person values (7);
          create table review (
            id bigint primary key, account_id bigint, author_id bigint references person,
            body text, words tsvector
          );
          create trigger words before insert or update on review for each row
            execute function tsvector_update_trigger(words, 'pg_catalog.english', body);
          insert into review values (1, 2, 7, 'Johannes Gutenberg');
          """;
  private static final String PERSON = "table: public.person, shared: true";

  @Test
  void keptRowThatGetsItsValueBackIsResidue() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table invoice (id bigint primary key, account_id bigint, customer text, issued date);
                insert into invoice values (1, 2, 'Ada', '2020-01-01'), (2, 2, null, '2021-01-01');
                """,
            ACCOUNT,
            "table: public.invoice, owned-by: account_id, keep: {why: tax, for: P10Y, from: issued}, anonymize: {customer: null}")) {
      product.imports("2");
      PreparedStores prepared = product.prepared();
      product.act(prepared, false, "2");
      assertThat(product.count("invoice where customer is null")).isEqualTo(2);
      product.run("update invoice set customer = 'Ada' where id = 2");

      assertThat(
              product
                  .program
                  .get(VerifyErasure.class)
                  .verify(product.context(), prepared, List.of("2"))
                  .residue()
                  .of("2"))
          .isEqualTo(Map.of("product.public.invoice", 1L));
    }
  }

  @Test
  void foreignKeyForbidsAValueThatRefersToNothing() {
    try (Product product =
        new Product(
            WORDS,
            ACCOUNT,
            PERSON,
            "table: public.review, owned-by: account_id, anonymize: {author_id: 0, body: gone}, accepts: [words]")) {
      String before = product.checksum("review t");

      assertThat(Product.error(product.erase("2").get("2"))).contains("review_author_id_fkey");
      assertThat(product.checksum("review t")).isEqualTo(before);
      assertThat(product.count("account")).isEqualTo(3);
    }
  }

  @Test
  void triggerDerivesFromTheNewValue() {
    try (Product product =
        new Product(
            WORDS,
            ACCOUNT,
            PERSON,
            "table: public.review, owned-by: account_id, anonymize: {body: gone}, accepts: [words]")) {
      assertThat(product.erase("2").get("2")).isInstanceOf(Outcome.Done.class);
      assertThat(product.texts("select author_id || ' ' || body || ' ' || words from review"))
          .containsExactly("7 gone 'gone':1");
    }
  }

  @Test
  void oldValueThatATriggerWritesElsewhereIsResidue() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table review (id bigint primary key, account_id bigint, author text);
                create table audit (review_id bigint, was text);
                insert into review values (20, 2, 'John');
                create function log() returns trigger language plpgsql security definer as $$
                begin
                  insert into audit values (old.id, old.author);
                  return new;
                end $$;
                create trigger log after update on review for each row execute function log();
                alter table review enable always trigger log;
                """,
            ACCOUNT,
            "table: public.review, owned-by: account_id, anonymize: {author: null}, accepts: [log]",
            "table: public.audit, owned-by: review_id -> public.review.id")) {
      assertThat(Product.error(product.erase("2").get("2")))
          .isEqualTo("residue: 1 in product.public.audit");
    }
  }

  @Test
  void rowThatIsAddedBetweenSlicesIsAnonymizedToo() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table contact (id bigint primary key, account_id bigint);
                create table review (id bigint primary key, contact_id bigint, author text);
                insert into contact values (20, 2);
                insert into review values (20, 20, 'John');
                """,
            ACCOUNT,
            "table: public.contact, owned-by: account_id",
            "table: public.review, owned-by: contact_id -> public.contact.id, anonymize: {author: null}")) {
      Outcome outcome =
          product
              .afterTheFirstSlice(() -> product.run("insert into review values (21, 20, 'Jane')"))
              .eraseInSlices("2")
              .get("2");

      assertThat(Product.rows(outcome)).containsEntry("product.public.review", 2L);
      assertThat(product.count("review where author is null")).isEqualTo(2);
      assertThat(product.count("contact")).isZero();
    }
  }

  @Test
  void valueThatATriggerPutsBackIsNotCalledAnonymized() {
    for (String change : new String[] {"{mail: gone}", "{mail: null}"}) {
      try (Product product =
          new Product(
              ACCOUNTS
                  + """
                  create table person (id bigint primary key, account_id bigint, mail text, name text);
                  insert into person values (20, 2, 'ann@example.com', 'Ann');
                  create function keep_mail() returns trigger language plpgsql as $$
                  begin new.mail := old.mail; return new; end $$;
                  create trigger keeps before update on person for each row execute function keep_mail();
                  """,
              ACCOUNT,
              "table: public.person, owned-by: account_id, anonymize: %s, accepts: [keeps]"
                  .formatted(change))) {
        String why =
            "residue: 1 rows of product.public.person keep their values; a trigger puts them back";
        assertThat(Product.error(product.erase("2").get("2"))).isEqualTo(why);
        assertThat(Product.error(product.eraseInSlices("2").get("2"))).isEqualTo(why);
        assertThat(product.count("lapse_store.anonymized where value like '%ann%'")).isZero();
        assertThat(product.count("account")).isEqualTo(3);
      }
    }
  }

  @Test
  void rowThatWasAnonymizedBeforeIsNotTakenForPutBack() {
    try (Product product =
        new Product(
            ACCOUNTS
                + """
                create table person (id bigint primary key, account_id bigint, mail text, name text);
                insert into person values (20, 2, 'gone', 'Ann');
                create function keep_mail() returns trigger language plpgsql as $$
                begin new.mail := old.mail; return new; end $$;
                create trigger keeps before update on person for each row execute function keep_mail();
                """,
            ACCOUNT,
            "table: public.person, owned-by: account_id, anonymize: {mail: gone, name: null}, accepts: [keeps]")) {
      assertThat(product.erase("2").get("2")).isInstanceOf(Outcome.Done.class);
      assertThat(product.texts("select concat_ws(' ', mail, name) from person"))
          .containsExactly("gone");
    }
  }

  private static final String VISITS =
      ACCOUNTS
          + """
          create table person (id bigint primary key, account_id bigint);
          create table visit (id bigint primary key, person_id bigint references person, note text);
          insert into person values (20, 2);
          insert into visit values (200, 20, 'x');
          """;

  @Test
  void anonymizedRowsDoNotDangle() {
    try (Product product =
        new Product(
            VISITS,
            ACCOUNT,
            "table: public.person, owned-by: account_id",
            "table: public.visit, owned-by: person_id -> public.person.id, anonymize: {note: null}, accepts: [visit_person_id_fkey]")) {
      assertThat(Product.error(product.erase("2").get("2")))
          .contains(
              "visit_person_id_fkey, so the rows it refers to cannot be deleted while its own rows stay, and accepting it does not end it: person_id determines the owner of a row; make it owned with anonymize: {person_id: null}, or");
      assertThat(product.count("visit where person_id not in (select id from person)")).isZero();
    }
  }

  @Test
  void anonymizedRowsMayLoseTheirOwner() {
    try (Product product =
        new Product(
            VISITS,
            ACCOUNT,
            "table: public.person, owned-by: account_id",
            "table: public.visit, owned-by: person_id -> public.person.id, anonymize: {note: null, person_id: null}")) {
      assertThat(product.erase("2").get("2")).isInstanceOf(Outcome.Done.class);
      assertThat(product.count("visit where person_id is null and note is null")).isOne();
    }
  }
}
