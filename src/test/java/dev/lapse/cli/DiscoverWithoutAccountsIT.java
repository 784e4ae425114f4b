package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Installation;
import dev.lapse.testing.LapseProcess.Result;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code catalog discover} from a store whose declared accounts table cannot be one. */
class DiscoverWithoutAccountsIT {
  private static final String PRODUCT =
      """
      create table public.customer (id bigint primary key);
      create view public.customers as select * from public.customer;
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          public.custmer   | id  | store 'product' has no table public.custmer; did you mean 'public.customer'?
          public.customers | id  | public.customers is a view of store 'product', and a view has no rows of its own
          public.customer  | key | public.customer has no column 'key'; known: id
          """)
  void saysWhatCheckSays(String accounts, String key, String sentence) {
    try (Installation here = Installation.of(PRODUCT, "")) {
      here.file(
          "catalog.yaml",
          here.text("catalog.yaml")
              .replace("public.account", accounts)
              .replace("key: id", "key: " + key));

      Result discovered = here.runHere("catalog", "discover", "--store", "product");
      Result checked = here.runHere("catalog", "check");

      assertThat(discovered.exitCode()).isEqualTo(2);
      assertThat(discovered.out()).isEmpty();
      assertThat(discovered.err()).contains("catalog.yaml:2: ", sentence);
      assertThat(checked.out()).contains(sentence);
    }
  }
}
