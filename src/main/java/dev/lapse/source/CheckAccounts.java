package dev.lapse.source;

import dev.lapse.account.imports.ReadStoreLine;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.live.DescribePostgresError;
import dev.lapse.catalog.live.SqlState;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.catalog.live.Stores;
import dev.lapse.file.WrongFile;
import dev.lapse.policy.Policy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the query for accounts against the live store. Changes nothing. */
public final class CheckAccounts {
  private static final Logger log = LoggerFactory.getLogger(CheckAccounts.class);

  private CheckAccounts() {}

  /**
   * The problems of the query and of its first rows in a cell; none if accounts are imported.
   *
   * @param policy decides whether a lapse is possible at all
   * @throws StoreUnreachable if the store does not answer
   */
  public static List<String> problems(
      AccountsFile file, Policy policy, Stores stores, String cell, Instant now) {
    AccountsQuery query = file.query();
    if (query == null) {
      return List.of();
    }
    String store = query.store().name();
    try (Connection connection = stores.connect(store, cell)) {
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      List<String> problems =
          SampleRows.problems(
              connection,
              query,
              StoreRecheck.CheckedQuery.of(connection, query),
              new ReadStoreLine(() -> policy),
              cell,
              now);
      connection.rollback();
      return problems.stream().map(problem -> query.at() + ": " + problem).toList();
    } catch (WrongFile wrong) {
      return List.of(String.valueOf(wrong.getMessage()));
    } catch (SQLException failed) {
      if (failed.getSQLState() == null || SqlState.isConnection(failed.getSQLState())) {
        throw new StoreUnreachable(store, cell, failed);
      }
      return List.of(
          "%s: could not read the accounts from store '%s' (cell %s): %s"
              .formatted(query.at(), store, cell, DescribePostgresError.ofRoot(failed)));
    }
  }

  /**
   * Columns that the query reads and the catalog anonymizes, for a query without problems: an
   * erased account that is read as active comes back.
   */
  public static List<String> notices(
      AccountsFile file, Catalog catalog, Stores stores, String cell) {
    AccountsQuery query = file.query();
    if (query == null) {
      return List.of();
    }
    Set<String> changed = new TreeSet<>();
    catalog.setsOf(query.store()).stream()
        .filter(set -> set.table().equals(query.store().accounts()))
        .forEach(set -> changed.addAll(set.anonymize().keySet()));
    if (changed.isEmpty()) {
      return List.of();
    }
    try (Connection connection = stores.connect(query.store().name(), cell)) {
      changed.retainAll(ColumnsRead.find(connection, query));
      return changed.stream()
          .map(
              column ->
                  "%s: the query reads %s.%s, which the catalog anonymizes: an erased account is read with its new value, and comes back, empty, if that means active"
                      .formatted(query.at(), query.store().accounts(), column))
          .toList();
    } catch (SQLException failed) {
      return List.of(
          "%s: could not see which columns the query reads: %s"
              .formatted(query.at(), DescribePostgresError.ofRoot(failed)));
    }
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
}
