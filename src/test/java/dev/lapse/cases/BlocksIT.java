package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.run.StartRun;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.TestProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is claimed to block an erasure blocks it before a row is touched. */
class BlocksIT {
  private static Case deals() {
    return Case.of(
            """
            create table account (id bigint primary key);
            create table contact (id bigint primary key, account_id bigint not null references account);
            create table deal (
              id bigint primary key, account_id bigint not null references account, contact_id bigint references contact
            );
            """)
        .rowsOf(
            """
            insert into account values ({a});
            insert into contact values ({a}01, {a});
            insert into deal values ({a}01, {a}, {a}01);
            """,
            1,
            2,
            3)
        .closes(1, 2);
  }

  private static Case withRiddle() {
    Case deals = deals();
    deals.product().run("create table riddle (holder text, what text)");
    return deals.nobodys("insert into riddle values ('x', 'y')");
  }

  @Test
  void tableThatNobodyClassifiedBlocks() {
    Case riddle = withRiddle();
    CatalogText asked = riddle.discovered();

    assertThat(asked.questions()).containsOnlyKeys("public.riddle");
    Verdict verdict = riddle.purge(asked.text());
    verdict.refused(1, "public\\.riddle").refused(2, "public\\.riddle");
    assertThat(verdict.run().status()).isEqualTo("failed");
    assertThat(riddle.commands().check(asked.text()).exitCode()).isEqualTo(2);
  }

  @Test
  void classifiedTableDoesNotBlock() {
    withRiddle().answers("public.riddle", "shared: true").purge().erasedOnly(1, 2);
  }

  @Test
  void tableThatTheCatalogDoesNotListBlocks() {
    Case deals = deals();
    String catalog = deals.catalog();
    deals.product().run("create table surprise (account_id bigint, what text)");

    deals.purge(catalog).refused(1, "public\\.surprise").refused(2, "public\\.surprise");
  }

  @Test
  void tableThatIsGoneBlocks() {
    Case deals = withRiddle();
    String catalog = deals.answers("public.riddle", "shared: true").catalog();
    Case fewer = deals();

    fewer.purge(catalog).refused(1, "public\\.riddle");
  }

  @ParameterizedTest
  @ValueSource(strings = {"not null references account", "references account", "not null"})
  void twoOwnersBlockUntilAPersonSaysWhich(String key) {
    Case made =
        Case.of(
                """
                create table account (id bigint primary key);
                create table transfer (id bigint primary key, from_account_id bigint %1$s, to_account_id bigint %1$s);
                """
                    .formatted(key))
            .rowsOf(
                "insert into account values ({a}); insert into transfer values ({a}, {a}, {a})",
                1,
                2)
            .closes(1);
    CatalogText asked = made.discovered();

    assertThat(asked.questions()).containsOnlyKeys("public.transfer");
    made.purge(asked.text()).refused(1, "public\\.transfer");
    made.answers("public.transfer", "owned-by: from_account_id").purge().erasedOnly(1);
  }

  @ParameterizedTest
  @CsvSource({"delete,public.deal", "select,public.contact", "delete,public.account"})
  void roleWithoutARightTouchesNothing(String right, String table) {
    Case deals = deals();
    String catalog = deals.catalog();
    deals
        .asLimitedRole()
        .afterGranting("revoke %s on %s from lapse_limited".formatted(right, table));

    Verdict verdict = deals.purge(catalog);

    verdict.refused(1, table.replace(".", "\\.")).refused(1, "(?i)" + right);
    verdict.refused(2, table.replace(".", "\\."));
  }

  @Test
  void roleWithoutTheRightToTheSchemaTouchesNothing() {
    Case deals = deals();
    String catalog = deals.catalog();
    deals.asLimitedRole().afterGranting("revoke usage on schema public from lapse_limited");

    deals.purge(catalog).refused(1, "public").refused(2, "public");
  }

  @Test
  void roleWithAllRightsErases() {
    deals().asLimitedRole().purge().erasedOnly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create table late (account_id bigint)",
        "alter table contact add column friend_id bigint references contact",
        "alter table deal add constraint other foreign key (id) references contact",
        "alter table deal drop constraint deal_contact_id_fkey,"
            + " add constraint deal_contact_id_fkey foreign key (contact_id) references contact on delete cascade",
        "alter table deal rename column account_id to tenant",
        "create function f() returns trigger language plpgsql as 'begin return old; end';"
            + " create trigger t after delete on deal for each row execute function f()"
      })
  void schemaThatChangedWhileARunWaitedIsRefused(String change) {
    Case deals = deals().purging("limits: {accounts: 1, percent-of-accounts: 100}\n");
    String catalog = deals.catalog();
    TestProgram program = deals.open(catalog);
    RunSummary waiting = program.run(JobName.PURGE);
    assertThat(waiting.status()).isEqualTo("awaiting-approval");

    deals.product().run(change);

    String refusal;
    try {
      RunSummary run = program.get(StartRun.class).approve(waiting.run(), "checked", "boss");
      refusal = run.status() + run.reasons();
    } catch (RuntimeException refused) {
      refusal = "failed: " + refused.getMessage();
    }
    assertThat(refusal).startsWith("failed").containsPattern("public\\.|schema");
    // the whole rows may look different: there is a column more
    for (String table : new String[] {"account", "contact", "deal"}) {
      assertThat(deals.jdbc().sql("select count(*) from " + table).query(Long.class).single())
          .as(table)
          .isEqualTo(3);
    }
  }

  @Test
  void schemaThatDidNotChangeIsErasedOnceApproved() {
    Case deals = deals().purging("limits: {accounts: 1, percent-of-accounts: 100}\n");
    String catalog = deals.catalog();
    TestProgram program = deals.open(catalog);
    RunSummary waiting = program.run(JobName.PURGE);

    RunSummary run = program.get(StartRun.class).approve(waiting.run(), "checked", "boss");

    deals.verdict(program, run, run, catalog).erasedOnly(1, 2);
  }
}
