package dev.lapse.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.file.WrongFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The statements of on-cut-off and on-reactivation. */
class AccountStatementTest {
  @Test
  void parametersAreFoundWhereTheyAreParametersOnly() {
    AccountStatement statement =
        read(
            "update t set a = 'no :account ''; here', \"b :at\" = :at, c = '{}'::jsonb ? 'x' /* :at ; */\n"
                + "where id = :account::bigint and d = $$ :b; $$ and e = $q$ ' $q$ and f = E'\\' :c' -- ; :d\n;");

    assertThat(statement.sql())
        .isEqualTo(
            "update t set a = 'no :account ''; here', \"b :at\" = ?, c = '{}'::jsonb ?? 'x' /* :at ; */\n"
                + "where id = ?::bigint and d = $$ :b; $$ and e = $q$ ' $q$ and f = E'\\' :c' -- ; :d\n");
    assertThat(statement.parameters()).containsExactly("at", "account");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "update t set a = true | does not use :account; write where id::text = :account",
        "update t set a = 1 where id = :acount | can use the parameters :account and :at, but not :acount; did you mean 'account'?",
        "update t set a = 1 where id = :account; delete from t | must be one statement, but there is more after the semicolon",
        "update t set a = 'x where id = :account | has a quote or a comment that does not end",
        "update t set a = 1 /* where id = :account | has a quote or a comment that does not end",
      })
  void refusesStatementsThatAreNotAboutAnAccount(String sql, String reason) {
    assertThatThrownBy(() -> read(sql))
        .isInstanceOf(WrongFile.class)
        .hasMessageContaining("catalog.yaml:7")
        .hasMessageContaining("'on-cut-off' " + reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "call lock(:account)",
        "select lock(:account, :at);",
        "update t set a = 1 where id = :account; -- so"
      })
  void semicolonAtTheEndAndOtherStatementsAreFine(String sql) {
    assertThat(read(sql).parameters()).contains("account");
  }

  @Test
  void statementsAreOfTheVersionAndAbsentOnesChangeNone() {
    assertThat(Catalogs.read(Catalogs.STORE + "    on-cut-off: select :account\n").version())
        .isNotEqualTo(Catalogs.read(Catalogs.STORE).version())
        .isNotEqualTo(
            Catalogs.read(Catalogs.STORE + "    on-reactivation: select :account\n").version());
  }

  @Test
  void cellsHaveNoStatementsOfTheirOwn() {
    assertThatThrownBy(
            () -> Catalogs.read(Catalogs.STORE + "    cells: {a: {on-cut-off: select :account}}\n"))
        .isInstanceOf(WrongFile.class)
        .hasMessageContaining("on-cut-off");
  }

  private static AccountStatement read(String sql) {
    return java.util.Objects.requireNonNull(
        Catalogs.read(
                Catalogs.STORE
                    + "    on-cut-off: \""
                    + sql.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")
                    + "\"\n")
            .stores()
            .get(0)
            .statements()
            .get(LifecycleEvent.CUT_OFF));
  }
}
