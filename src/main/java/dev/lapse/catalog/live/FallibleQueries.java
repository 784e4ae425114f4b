package dev.lapse.catalog.live;

import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postgresql.util.PSQLException;

/** Runs queries that may be refused. */
public final class FallibleQueries {
  private final Connection connection;

  public FallibleQueries(Connection connection) {
    this.connection = connection;
  }

  /** Handles one row. */
  public interface Row {
    void read(ResultSet row) throws SQLException;
  }

  /** PostgreSQL refused the query. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private Refused(SQLException cause) {
      super(DescribePostgresError.of(cause), cause);
    }

    /** PostgreSQL's message, without the contents of rows. */
    public String reason() {
      return String.valueOf(getMessage());
    }

    /** PostgreSQL's full message, for values that come from the catalog. */
    public String reasonWithValues() {
      return getCause() instanceof PSQLException answer && answer.getServerErrorMessage() != null
          ? String.valueOf(answer.getServerErrorMessage().getMessage())
          : reason();
    }
  }

  public void each(String sql, List<String> parameters, Row each) throws Refused {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.size(); i++) {
        query.setString(i + 1, parameters.get(i));
      }
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          each.read(row);
        }
      }
    } catch (SQLException refused) {
      throw new Refused(refused);
    }
  }

  /** The single value of the single row. */
  public boolean isTrue(String sql, List<String> parameters) throws Refused {
    boolean[] answer = {false};
    each(sql, parameters, row -> answer[0] = row.getBoolean(1));
    return answer[0];
  }

  /**
   * True if a table has the row that a foreign key would refer to.
   *
   * @param values expressions, one for each referenced column
   */
  public boolean leadsToARow(ForeignKey key, List<String> values) throws Refused {
    String same =
        IntStream.range(0, values.size())
            .mapToObj(i -> Identifier.quote(key.toColumns().get(i)) + " = " + values.get(i))
            .collect(Collectors.joining(" and "));
    return isTrue(
        "select exists (select from %s where %s)".formatted(key.to().sql(), same), List.of());
  }
}
