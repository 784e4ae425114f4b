package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code catalog check} reports everything at once; notices do not fail it. */
class CheckNoticesIT {
  private final TestDatabase database = TestDatabases.create();
  private String billing = "";

  @Test
  void noticesLeaveTheExitCodeAlone() {
    download("(1, '1'), (2, '002')");

    CatalogCommands.Result result = check("owned-by: account_id", "");

    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("notice: ", "spells 1 key differently from PostgreSQL, such as '002' for '2'")
        .contains("the catalog covers the stores: 2 tables");
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void saysOnceThatNothingIsRemovedAtTheLapse() {
    download("(1, '1')");
    String said = "notice: no set is marked billing: true";

    assertThat(check("owned-by: account_id", "").out()).containsOnlyOnce(said);
    assertThat(check("owned-by: account_id, billing: true", "").out()).doesNotContain(said);
    billing = "billing: none";
    assertThat(check("owned-by: account_id", "").out()).doesNotContain(said);
    billing = "billing: public.card";
    assertThat(check("owned-by: account_id", "").err())
        .contains("'billing' of a store must be none");
  }

  @Test
  void reportsProblemsOfRowsAndSchemaTogether() {
    download("(1, '1'), (2, '002')");
    database.run("create table surprise (id int)");

    CatalogCommands.Result result =
        check(
            "owned-by: \"account_id -> public.account.id where id = '1'\"",
            ", anonymize: {name: toolong}");

    assertThat(result.out())
        .contains("public.surprise is not listed")
        .contains("public.download has 1 row with id = '2', which no path includes")
        .contains("does not accept the constant 'toolong': value too long")
        .contains("3 problems: no account is erased until they are solved");
    assertThat(result.exitCode()).isEqualTo(2);
  }

  private void download(String rows) {
    database.run(
        """
        create table account (id bigint primary key, name varchar(3));
        create table download (id bigint primary key, account_id text);
        insert into account values (1), (2);
        insert into download values %s;
        """
            .formatted(rows));
  }

  private CatalogCommands.Result check(String download, String account) {
    return new CatalogCommands(Map.of())
        .check(
            """
            stores:
              - {name: product, type: postgresql, url: "%s", username: "%s", password: "%s", accounts: public.account, key: id, %s}
            sets:
              - {store: product, table: public.account, owned-by: id%s}
              - {store: product, table: public.download, %s}
            """
                .formatted(
                    database.url(),
                    database.username(),
                    database.password(),
                    billing,
                    account,
                    download));
  }
}
