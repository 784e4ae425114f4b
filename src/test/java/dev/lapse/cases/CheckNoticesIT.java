package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.util.Map;
import java.util.regex.Pattern;
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
  void namesTablesThatLookLikeCardsDespiteBillingNone() {
    String said = "looks like payment details (brand, last4, token): mark it billing: true";
    billing = "billing: none";
    download("(1, '1')");
    database.run("alter table download add brand text, add token text");

    assertThat(check("owned-by: account_id", "").out()).doesNotContain("payment details");

    database.run("alter table download add last4 text");
    assertThat(check("owned-by: account_id", "").out()).containsOnlyOnce(said);
    assertThat(check("owned-by: account_id, billing: true", "").out())
        .doesNotContain("looks like payment details");
  }

  @Test
  void namesSharedTablesWhosePairNamesRowsThatAreErased() {
    download("(1, '1')");
    database.run(
        """
        alter table download add subject_type text, add subject_id bigint;
        update download set subject_type = 'Account', subject_id = 1;
        """);
    String said =
        "public.download is shared, so its rows stay, but subject_type, subject_id name rows of"
            + " public.account, which are erased with their accounts; if they are to go too:"
            + " owned-by: [subject_id -> public.account.id where subject_type = 'Account']";

    CatalogCommands.Result result = check("shared: true", "");
    assertThat(result.out()).containsPattern("notice: .*catalog.yaml:\\d+: " + Pattern.quote(said));
    assertThat(result.exitCode()).isZero();

    database.run("update download set subject_id = 77");
    assertThat(check("shared: true", "").out()).doesNotContain("its rows stay");
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
