package dev.lapse.erase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.erase.store.Product;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables, columns and keys as products really have them. */
class NamesAndKeysIT {
  @Test
  void namesMayContainAnything() {
    String schema = quoted("my:Schema");
    String table = schema + "." + quoted("Wei\"rd :name? it's; --\n%s");
    String column = quoted("Acc:ount\"? $1;%d");
    try (Product product =
        new Product(
            "create table account (id bigint primary key);"
                + "insert into account values (1), (2);"
                + ("create schema " + schema + ";")
                + ("create table " + table + " (" + column + " bigint, \"from\" text);")
                + ("insert into " + table + " select id, 'x' from account"),
            "table: public.account, owned-by: id",
            "table: %s, owned-by: %s".formatted(yaml(table), yaml(column)))) {
      Map<String, Long> rows = Product.rows(product.erase("2").get("2"));

      assertThat(rows).hasSize(2).containsValue(1L);
      assertThat(product.count(table)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "text, 7, 77",
    "varchar(5), abcde, abcdf",
    "uuid, 0d5af2f0-0000-4000-8000-00000000000a, 0d5af2f0-0000-4000-8000-00000000000b",
    "smallint, 7, 77",
    "bigint, 9223372036854775807, -9223372036854775808"
  })
  void keysMayBeOfTheseTypes(String type, String id, String neighbour) {
    try (Product product =
        new Product(
            """
            create table account (id %1$s primary key);
            create table contact (account_id %1$s);
            insert into account values ('%2$s'), ('%3$s');
            insert into contact values ('%2$s'), ('%3$s'), (null);
            """
                .formatted(type, id, neighbour),
            "table: public.account, owned-by: id",
            "table: public.contact, owned-by: account_id")) {
      assertThat(Product.rows(product.erase(id).get(id)))
          .containsEntry("product.public.contact", 1L);
      assertThat(product.count("contact where account_id::text = '" + neighbour + "'"))
          .isEqualTo(1);
      assertThat(product.count("contact where account_id is null")).isEqualTo(1);
    }
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static String yaml(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
