package dev.lapse.erase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.DueAccount;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.Product;
import dev.lapse.erase.verify.RecordOutcomes;
import dev.lapse.erase.verify.VerificationResult;
import dev.lapse.erase.verify.VerifyErasure;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Rows that a trigger of the product keeps or restores are found; the account is never erased. */
class ResidueIT {
  private static final String TABLES =
      """
      create table account (id bigint primary key);
      create table contact (id bigint primary key, account_id bigint);
      create table tag (contact_id bigint, tag text);
      insert into account values (1), (2);
      insert into contact values (1, 1), (2, 2);
      insert into tag values (1, 't'), (2, 't');
      """;

  @Test
  void rowThatIsInsertedWhileOthersAreDeletedIsResidue() {
    try (Product product =
        product(
            """
            create function again() returns trigger language plpgsql security definer as $$
            begin
              insert into contact values (old.id + 100, old.id);
              return null;
            end $$;
            create trigger again after delete on account for each row execute function again();
            """)) {
      assertThat(Product.error(product.erase("2").get("2")))
          .isEqualTo("residue: 1 in product.public.contact");
    }
  }

  @Test
  void residueIsRememberedUntilNothingIsLeft() {
    try (Product product =
        product(
            """
            create function again() returns trigger language plpgsql security definer as $$
            begin
              insert into contact values (old.id + 100, old.id), (old.id + 200, old.id);
              return null;
            end $$;
            create trigger again after delete on account for each row execute function again();
            """)) {
      product.imports("2");
      PreparedStores prepared = product.prepared();
      product.act(prepared, false, "2");
      assertThat(residueAfterVerifying(product, prepared)).isEqualTo(2);
      product.jdbc().sql("delete from contact where id = 202").update();
      assertThat(residueAfterVerifying(product, prepared)).isEqualTo(1);
      product.jdbc().sql("delete from contact where account_id = 2").update();
      assertThat(residueAfterVerifying(product, prepared)).isZero();
    }
  }

  private static long residueAfterVerifying(Product product, PreparedStores prepared) {
    VerificationResult found =
        product.program.get(VerifyErasure.class).verify(product.context(), prepared, List.of("2"));
    product
        .program
        .get(RecordOutcomes.class)
        .verified(
            product.context(),
            found,
            List.of(new DueAccount("2", 1, product.program.clock.instant())),
            product.program.clock.instant());
    return product
        .program
        .inLapse()
        .sql("select coalesce(sum(rows), 0) from lapse.residue")
        .query(Long.class)
        .single();
  }

  @Test
  void rowThatATriggerKeepsIsResidue() {
    try (Product product = product(keepOn("contact"))) {
      assertThat(Product.error(product.erase("2").get("2"))).startsWith("residue: ");
    }
  }

  @Test
  void keptRowIsFoundBeforeTheRowsGoThroughWhichItIsFound() {
    try (Product product = product(keepOn("tag"))) {
      assertThat(Product.error(product.erase("2").get("2")))
          .startsWith("residue: 1 of 1 rows of product.public.tag did not go");
      assertThat(product.count("contact")).isEqualTo(2);
      assertThat(Product.error(product.eraseInSlices("2").get("2")))
          .startsWith("residue: 1 of 1 rows of product.public.tag did not go");
      assertThat(product.count("contact")).isEqualTo(2);
    }
  }

  /** No way leads to it any more once the row is gone that referred to it. */
  @Test
  void rowFoundThroughAnotherThatATriggerBringsBackIsResidue() {
    try (Product product =
        new Product(
            Product.ACCOUNTS
                + """
                create table address (id bigint primary key, street text);
                create table office (id bigint primary key, account_id bigint, address_id bigint);
                insert into address values (20, 'Main St'), (30, 'Side St');
                insert into office values (20, 2, 20), (30, 3, 30);
                create function bring_back() returns trigger language plpgsql security definer as
                  'begin insert into public.address values (old.*); return null; end';
                create trigger bring_back after delete on address
                  for each row execute function bring_back();
                """,
            Product.ACCOUNT,
            "table: public.office, owned-by: account_id",
            "table: public.address, owned-by: id <- public.office.address_id, accepts: [bring_back]")) {
      String reason = "residue: 1 rows of product.public.address are there again";
      assertThat(Product.error(product.erase("2").get("2"))).startsWith(reason);
      assertThat(product.count("office where account_id = 2")).isEqualTo(1);
      assertThat(Product.error(product.eraseInSlices("2").get("2"))).startsWith(reason);
    }
  }

  private static String keepOn(String table) {
    return """
    create function keep() returns trigger language plpgsql as 'begin return null; end';
    create trigger keep before delete on %s for each row execute function keep();
    """
        .formatted(table);
  }

  private static Product product(String triggers) {
    return new Product(
        TABLES + triggers,
        "table: public.account, owned-by: id" + accepting("account", triggers),
        "table: public.contact, owned-by: account_id" + accepting("contact", triggers),
        "table: public.tag, owned-by: contact_id -> public.contact.id"
            + accepting("tag", triggers));
  }

  private static String accepting(String table, String triggers) {
    Matcher trigger =
        Pattern.compile("create trigger (\\w+) .* on " + table + " ").matcher(triggers);
    return trigger.find() ? ", accepts: [" + trigger.group(1) + "]" : "";
  }
}
