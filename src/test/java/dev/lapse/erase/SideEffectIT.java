package dev.lapse.erase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.TestProgram;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rows of other accounts that PostgreSQL would delete or change along with the rows of an erased
 * one.
 */
class SideEffectIT {
  private static final String SETS =
      """
      - {store: product, table: public.account, owned-by: id}
      - {store: product, table: public.contact, owned-by: account_id}
      - {store: product, table: public.deal, owned-by: account_id}
      """;

  @ParameterizedTest
  @CsvSource({"cascade, false", "set null, false", "set default, false", "cascade, true"})
  void failsTheAccountRatherThanTouchTheRowOfAnother(String action, boolean limited) {
    // deal 30 of account 3 refers to contact 20 of account 2; contact 31 of account 3 to contact 10
    // of account 1
    String product =
        """
        create table account (id bigint primary key);
        create table contact (id bigint primary key, account_id bigint not null references account,
          referred_by bigint references contact on delete %1$s);
        create table deal (id bigint primary key, account_id bigint not null references account on delete cascade,
          contact_id bigint references contact on delete %1$s);
        insert into account values (1), (2), (3), (4);
        insert into contact values (10, 1, null), (11, 1, 10), (20, 2, null), (30, 3, null), (31, 3, 10), (40, 4, null), (41, 4, 40);
        insert into deal values (10, 1, 10), (20, 2, 20), (30, 3, 20), (40, 4, 41);
        """
            .formatted(action);
    TestProgram.Setup setup = TestProgram.at("2026-11-20T00:00:00Z").product(product).sets(SETS);
    try (TestProgram program = (limited ? setup.asLimitedRole() : setup).open()) {
      program.imports(
          """
          {"id":"1","kind":"direct","state":"closed","lapsedAt":"2026-11-01T00:00:00Z"}
          {"id":"2","kind":"direct","state":"closed","lapsedAt":"2026-11-01T00:00:00Z"}
          {"id":"3","kind":"direct","state":"active"}
          {"id":"4","kind":"direct","state":"closed","lapsedAt":"2026-11-01T00:00:00Z"}
          """);

      RunSummary run = program.run(JobName.PURGE);

      assertThat(run.status()).isEqualTo("partial");
      assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(3, 1, 0, 2));
      assertThat(run.reasons().keySet())
          .anyMatch(
              reason ->
                  reason.contains(
                      "rows of public.contact that stay (1, by contact_referred_by_fkey)"));
      assertThat(
              rows(
                  program,
                  "select id || ':' || referred_by from contact where account_id = 3 and referred_by > 0"))
          .containsExactly("31:10");
      assertThat(rows(program, "select id || ':' || contact_id from deal where account_id = 3"))
          .containsExactly("30:20");
      assertThat(rows(program, "select id::text from account order by id"))
          .containsExactly("1", "2", "3");
    }
  }

  private static List<String> rows(TestProgram program, String sql) {
    return program.inProduct().sql(sql).query(String.class).list();
  }
}
