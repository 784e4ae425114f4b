package dev.lapse.source;

import dev.lapse.catalog.live.DescribePostgresError;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.catalog.live.Stores;
import dev.lapse.file.WrongFile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the query for accounts against the live store. Changes nothing. */
public final class CheckAccounts {
  private static final Logger log = LoggerFactory.getLogger(CheckAccounts.class);
  private static final int ROWS_SEEN = 10_000;
  private static final String TWICE =
      """
      select seen.id
      from (
        select %s::text as id
        from %s
        limit %d
      ) seen
      group by seen.id
      having count(*) > 1
      order by seen.id
      limit 1
      """;

  private CheckAccounts() {}

  /** The problems of the query in a cell; none if accounts are imported. */
  public static List<String> problems(AccountsFile file, Stores stores, String cell) {
    AccountsQuery query = file.query();
    List<String> problems = new ArrayList<>();
    if (query != null) {
      try {
        check(query, stores, cell, problems);
      } catch (WrongFile wrong) {
        problems.add(String.valueOf(wrong.getMessage()));
      }
    }
    return problems;
  }

  /**
   * Refuses a query that a store cannot run correctly. A store that cannot be reached is logged and
   * skipped: its runs will fail.
   *
   * @throws WrongFile with the problem
   */
  public static void refuseWrong(AccountsFile file, Stores stores) {
    AccountsQuery query = file.query();
    if (query == null) {
      return;
    }
    for (String cell : query.store().cells().keySet()) {
      try (Connection connection = stores.connect(query.store().name(), cell)) {
        StoreRecheck.CheckedQuery.of(connection, query);
      } catch (StoreUnreachable unreachable) {
        log.warn("{}", unreachable.getMessage());
      } catch (SQLException failed) {
        log.warn("{}", DescribePostgresError.ofRoot(failed));
      }
    }
  }

  /**
   * Refuses a query that reads a copy of the accounts. The role that migrates may lack the rights
   * to run the query; then the check is left to the role that has them.
   *
   * @throws WrongFile if the query reads a copy
   */
  public static void refuseCopies(AccountsFile file, Stores stores) {
    AccountsQuery query = file.query();
    if (query == null) {
      return;
    }
    for (String cell : query.store().cells().keySet()) {
      try (Connection connection = stores.connect(query.store().name(), cell)) {
        RelationsInPlan.require(connection, query);
      } catch (SQLException failed) {
        log.info(
            "could not check the query for accounts with this role: {}",
            DescribePostgresError.ofRoot(failed));
      }
    }
  }

  private static void check(
      AccountsQuery query, Stores stores, String cell, List<String> problems) {
    try (Connection connection = stores.connect(query.store().name(), cell)) {
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      QueryShape shape = StoreRecheck.CheckedQuery.of(connection, query).shape();
      try (Statement statement = connection.createStatement();
          ResultSet twice =
              statement.executeQuery(
                  TWICE.formatted(shape.sql(QueryColumn.ID), query.from(), ROWS_SEEN))) {
        if (twice.next()) {
          String id = twice.getString(1);
          problems.add(
              id == null
                  ? query.at() + ": the query returns rows without an id"
                  : "%s: the query returns account '%s' more than once".formatted(query.at(), id));
        }
      }
      connection.rollback();
    } catch (SQLException failed) {
      throw new StoreUnreachable(query.store().name(), cell, failed);
    }
  }
}
