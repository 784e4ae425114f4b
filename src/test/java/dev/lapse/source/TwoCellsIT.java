package dev.lapse.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.run.StartRun;
import dev.lapse.run.record.RunRequest;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import dev.lapse.testing.TestProgram;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each cell's store is read by the runs of the cell, and an id stands for one account in all. */
class TwoCellsIT {
  private final TestDatabase eu =
      TestDatabases.store().run(StoreProgram.TABLES + StoreProgram.closed(1, 3));
  private final TestDatabase us =
      TestDatabases.store().run(StoreProgram.TABLES + StoreProgram.closed(3, 5));
  private final TestProgram program =
      TestProgram.at(StoreProgram.NOW)
          .catalog(
              """
              stores:
                - name: product
                  type: postgresql
                  username: lapse_eraser
                  password: postgres
                  accounts: public.account
                  key: id
                  cells: {eu: {url: "%s"}, us: {url: "%s"}}
              sets:
              %s"""
                  .formatted(eu.url(), us.url(), StoreProgram.SETS.indent(2)))
          .file(
              "accounts.yaml",
              """
              store: product
              query: |
                select id, kind, state, lapsed_at from account
                union all
                select id, kind, state, lapsed_at from account where note = 'twice'
              page: 1
              """)
          .open();

  @AfterEach
  void close() {
    program.close();
  }

  @Test
  void idThatIsKnownInAnotherCellIsRefusedAndCounted() {
    assertThat(run("eu").accounts()).isEqualTo(new RunSummary.AccountCounts(3, 3, 0, 0));

    RunSummary second = run("us");

    assertThat(second.status()).isEqualTo("partial");
    assertThat(second.accounts()).isEqualTo(new RunSummary.AccountCounts(2, 2, 0, 1));
    assertThat(second.reasons())
        .containsOnlyKeys(
            "failed: account '3': account '3' already exists in cell 'eu'; ids are unique across cells");
    assertThat(left(us)).containsExactly(3L);
  }

  @Test
  void idThatComesTwiceIsRefusedBothTimesWhereverThePageEnds() {
    eu.run("update account set note = 'twice' where id in (1, 3)");

    RunSummary run = run("eu");

    assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(1, 1, 0, 2));
    assertThat(run.reasons())
        .containsOnlyKeys(
            "failed: account '1': the query returns the account more than once",
            "failed: account '3': the query returns the account more than once");
    assertThat(left(eu)).containsExactly(1L, 3L);
  }

  @Test
  void cellThatIsDownFailsAloneAndActsOnNothing() {
    run("eu");
    us.run("alter table account rename to accounts");

    RunSummary run = run("us");

    assertThat(run.status()).isEqualTo("failed");
    assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(0, 0, 0, 0));
  }

  private RunSummary run(String cell) {
    return program
        .get(StartRun.class)
        .start(
            new RunRequest(
                JobName.PURGE,
                cell,
                program.clock.instant(),
                false,
                List.of(),
                false,
                null,
                "test",
                false));
  }

  private static List<Long> left(TestDatabase cell) {
    return org.springframework.jdbc.core.simple.JdbcClient.create(cell.dataSource())
        .sql("select id from account order by id")
        .query(Long.class)
        .list();
  }
}
