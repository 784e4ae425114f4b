package dev.lapse.catalog.check;

import dev.lapse.catalog.AccountStatement;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.check.CatalogProblem.Kind;
import dev.lapse.catalog.live.DescribePostgresError;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Lets a live store plan its notification statements, for an account that does not exist. Nothing
 * is executed. Problems with them do not block erasure.
 */
public final class CheckStatements {
  private static final Pattern CALL = Pattern.compile("\\s*call\\b", Pattern.CASE_INSENSITIVE);
  private static final String WRONG_NAME = "42";
  private static final String NO_RIGHT = "42501";

  private CheckStatements() {}

  public static List<CatalogProblem> check(Store store, Connection connection) {
    List<CatalogProblem> problems = new ArrayList<>();
    store
        .statements()
        .forEach(
            (lifecycleEvent, statement) -> {
              try {
                plan(connection, statement);
              } catch (SQLException refused) {
                String state = String.valueOf(refused.getSQLState());
                problems.add(
                    new CatalogProblem(
                        state.startsWith(WRONG_NAME) && !state.equals(NO_RIGHT)
                            ? Kind.WRONG_STATEMENT
                            : Kind.STATEMENT_REFUSED,
                        store.accounts(),
                        "'%s' of store '%s' cannot be run: %s"
                            .formatted(
                                lifecycleEvent.key(),
                                store.name(),
                                DescribePostgresError.of(refused)),
                        statement.at()));
              }
            });
    return problems;
  }

  /** A call is only described: it has no plan. */
  private static void plan(Connection connection, AccountStatement statement) throws SQLException {
    boolean call = CALL.matcher(statement.sql()).lookingAt();
    try (PreparedStatement planned =
        connection.prepareStatement(call ? statement.sql() : "explain " + statement.sql())) {
      if (call) {
        planned.getParameterMetaData();
        return;
      }
      for (int i = 0; i < statement.parameters().size(); i++) {
        planned.setNull(
            i + 1,
            statement.parameters().get(i).equals("at")
                ? Types.TIMESTAMP_WITH_TIMEZONE
                : Types.VARCHAR);
      }
      planned.execute();
    }
  }
}
