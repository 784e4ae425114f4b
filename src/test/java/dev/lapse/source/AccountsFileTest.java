package dev.lapse.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.yaml.CatalogFile;
import dev.lapse.file.JobsFolder;
import dev.lapse.file.WrongFile;
import dev.lapse.file.YamlMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code accounts.yaml} is read with positions. */
class AccountsFileTest {
  private static final Catalog CATALOG =
      CatalogFile.read(
          YamlMap.read(
              "catalog.yaml",
              """
              stores:
                - {name: product, type: postgresql, url: "jdbc:postgresql://x/y", accounts: public.account, key: id}
                - {name: files, type: s3, bucket: b, region: r, prefix: "a/{account}/"}
              """,
              raw -> raw));

  @Test
  void packagedFileMeansThatAccountsAreImported() {
    YamlMap packaged = new JobsFolder(null, raw -> raw).packaged(AccountsFile.NAME);

    assertThat(AccountsFile.read(packaged, CATALOG).store()).isEmpty();
  }

  @Test
  void storeQueryAndPageAreRead() {
    AccountsQuery query =
        read("store: product\nquery: |\n  -- all\n  select 1\n  from x\npage: 7").query();

    assertThat(query.store().name()).isEqualTo("product");
    assertThat(query.query()).isEqualTo("-- all\nselect 1\nfrom x");
    assertThat(query.page()).isEqualTo(7);
    assertThat(query.at()).hasToString("accounts.yaml:2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/* who has lapsed;\n * ours */ select 1",
        "-- ours\n/**/ -- and\n(select 1)",
        "with a as (select 1) select * from a"
      })
  void commentsBeforeTheSelectAreTaken(String query) {
    assertThat(read("store: product\nquery: |\n" + query.indent(2)).query().query())
        .isEqualTo(query);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "store: prodct|query: select 1 # 1: 'store' is 'prodct', but catalog.yaml has no such store; did you mean 'product'?",
        "store: files|query: select 1 # 1: 'store' is 'files', which is not a PostgreSQL database; accounts can only be read from one",
        "store: product # 1: 'query' is missing",
        "query: select 1 # 1: 'store' is missing",
        "store: product|query: select 1; # 2: 'query' must be a single select without ';'",
        "store: product|query: delete from x # 2: 'query' must be a select, such as: select id, kind, state, lapsed_at, … from …",
        "store: product|query: /* select */ delete from x # 2: 'query' must be a select, such as: select id, kind, state, lapsed_at, … from …",
        "store: product|query: select 1|page: 0 # 3: 'page' is '0', but must be a whole number from 1 to 100000",
        "store: product|qery: select 1 # 2: unknown key 'qery'; did you mean 'query'?",
      })
  void reportsMistakeWithItsLine(String text, String message) {
    assertThatThrownBy(() -> read(text.replace("|", "\n")))
        .isInstanceOf(WrongFile.class)
        .hasMessage("accounts.yaml:" + message);
  }

  private static AccountsFile read(String text) {
    return AccountsFile.read(YamlMap.read("accounts.yaml", text, raw -> raw), CATALOG);
  }
}
