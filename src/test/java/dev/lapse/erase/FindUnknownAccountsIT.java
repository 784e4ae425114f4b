package dev.lapse.erase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.Outcome;
import dev.lapse.erase.store.Product;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An id that no store would write, or that no store knows, never passes for an empty account. */
class FindUnknownAccountsIT {
  @Test
  void otherSpellingOfANumberErasesNothing() {
    try (Product product = product("bigint", "'42'")) {
      String before = product.checksum("contact t");

      Map<String, Outcome> outcomes =
          product.erase("042", " 42", "42 ", "+42", "4.2e1", "42;", "٤٢", "99999999999999999999");

      assertThat(outcomes.values())
          .hasSize(8)
          .allSatisfy(
              outcome -> assertThat(Product.error(outcome)).contains("has no account keys"));
      assertThat(product.checksum("contact t")).isEqualTo(before);
      assertThat(product.count("account")).isEqualTo(1);
    }
  }

  @Test
  void otherSpellingOfAUuidErasesNothing() {
    try (Product product = product("uuid", "'0d5af2f0-0000-4000-8000-00000000000a'")) {
      Map<String, Outcome> outcomes =
          product.erase(
              "0D5AF2F0-0000-4000-8000-00000000000A",
              "{0d5af2f0-0000-4000-8000-00000000000a}",
              "0d5af2f0000040008000-00000000000a");

      assertThat(outcomes.values())
          .hasSize(3)
          .allSatisfy(
              outcome -> assertThat(Product.error(outcome)).contains("has no account keys"));
      assertThat(product.count("account")).isEqualTo(1);
    }
  }

  @Test
  void longIdIsNotCutToTheLengthOfTheKey() {
    try (Product product = product("varchar(5)", "'abcde'")) {
      assertThat(Product.error(product.erase("abcdefgh").get("abcdefgh"))).contains("no store");
      assertThat(product.count("contact")).isEqualTo(1);
    }
  }

  @Test
  void textsAreNumbersInNoOtherSpelling() {
    try (Product product = product("text", "'42'")) {
      assertThat(product.erase("042", " 42").values())
          .allSatisfy(outcome -> assertThat(Product.error(outcome)).contains("no store"));
      assertThat(product.count("contact")).isEqualTo(1);
    }
  }

  @Test
  void accountThatNoStoreKnowsFails() {
    try (Product product = product("bigint", "1")) {
      assertThat(Product.error(product.erase("2").get("2"))).contains("no store of the cell knows");
    }
  }

  @Test
  void accountWithoutItsRowIsKnownByItsData() {
    try (Product product = product("bigint", "1")) {
      product.run("insert into contact values (2), (2)");

      assertThat(Product.rows(product.erase("2").get("2")))
          .isEqualTo(Map.of("product.public.contact", 2L));
    }
  }

  @Test
  void accountThatIsGoneSinceItsErasureBeganIsKnown() {
    try (Product product = product("bigint", "1")) {
      product.erase("1");

      assertThat(Product.rows(product.erase("1").get("1")))
          .containsEntry("product.public.account", 1L);
    }
  }

  private static Product product(String type, String id) {
    return new Product(
        """
        create table account (id %1$s primary key);
        create table contact (account_id %1$s);
        insert into account values (%2$s);
        insert into contact values (%2$s);
        """
            .formatted(type, id),
        "table: public.account, owned-by: id",
        "table: public.contact, owned-by: account_id");
  }
}
