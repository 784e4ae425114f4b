package dev.lapse.catalog;

import dev.lapse.file.NearestName;
import dev.lapse.file.Position;
import dev.lapse.file.YamlValue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/**
 * A statement of a catalog that is run for one account. It must be idempotent.
 *
 * @param text as written in the catalog: {@code :account} stands for the id, as text, {@code :at}
 *     for the instant
 * @param sql the same with a {@code ?} for each parameter
 * @param parameters their names, in order
 */
public record AccountStatement(String text, String sql, List<String> parameters, Position at) {
  private static final String ACCOUNT = "account";
  private static final List<String> KNOWN = List.of(ACCOUNT, "at");

  /**
   * Reads a statement.
   *
   * @throws dev.lapse.file.WrongFile unless it is a single statement with the account as a
   *     parameter
   */
  public static AccountStatement of(YamlValue value) {
    NamedParameters read = new NamedParameters(value.text());
    if (read.wrong() != null) {
      throw value.wrong("'%s' %s".formatted(value.name(), read.wrong()));
    }
    for (String parameter : read.names()) {
      if (!KNOWN.contains(parameter)) {
        throw value.wrong(
            "'%s' can use the parameters :account and :at, but not :%s%s"
                .formatted(value.name(), parameter, NearestName.hint(parameter, KNOWN)));
      }
    }
    if (!read.names().contains(ACCOUNT)) {
      throw value.wrong(
          "'%s' does not use :account; write where id::text = :account".formatted(value.name()));
    }
    return new AccountStatement(value.text(), read.sql(), read.names(), value.at());
  }

  /** Prepares it on a connection. */
  public PreparedStatement on(Connection connection) throws SQLException {
    return connection.prepareStatement(sql);
  }

  /** Sets the account and the instant. */
  public void bind(PreparedStatement statement, String account, Instant instant)
      throws SQLException {
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).equals(ACCOUNT)) {
        statement.setString(i + 1, account);
      } else {
        statement.setObject(i + 1, instant.atOffset(ZoneOffset.UTC));
      }
    }
  }
}
