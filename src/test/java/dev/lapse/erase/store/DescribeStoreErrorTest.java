package dev.lapse.erase.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

class DescribeStoreErrorTest {
  @Test
  void refusedConnectionIsOneForWhateverReason() {
    SQLException refused =
        new SQLTransientConnectionException(
            "not available", "42501", answered("C42501\0Mpermission denied for database x\0"));

    assertThat(
            DescribeStoreError.isConnection(
                new CannotCreateTransactionException(
                    "no", new CannotGetJdbcConnectionException("no", refused))))
        .isTrue();
    assertThat(DescribeStoreError.of(new CannotGetJdbcConnectionException("no", refused)))
        .isEqualTo("permission denied for database x (SQLSTATE 42501)");
  }

  @Test
  void lostConnectionThatCannotBeRolledBackIsLost() {
    TransactionSystemException rollback =
        new TransactionSystemException("rollback", new SQLException("Connection is closed"));
    rollback.initApplicationException(failed("C57P01\0Mterminating connection\0"));

    assertThat(DescribeStoreError.isConnection(rollback)).isTrue();
    assertThat(DescribeStoreError.of(rollback))
        .isEqualTo("terminating connection (SQLSTATE 57P01)");
  }

  @Test
  void concurrentChangesAreRetriedButDuplicatesAreNot() {
    assertThat(DescribeStoreError.isTransient(failed("C40P01\0Mdeadlock detected\0"))).isTrue();
    assertThat(DescribeStoreError.isTransient(failed("C23503\0Mviolates\0"))).isTrue();
    assertThat(DescribeStoreError.isTransient(failed("C23505\0Mviolates\0"))).isFalse();
    assertThat(DescribeStoreError.isConnection(failed("C23503\0Mviolates\0"))).isFalse();
  }

  @Test
  void valuesAndRaisedWordsAreNotRepeated() {
    assertThat(
            DescribeStoreError.of(
                failed("C22P02\0Minvalid input syntax: \"ann@example.org\"\0tcontact\0")))
        .isEqualTo("data exception in table contact (SQLSTATE 22P02)");
    assertThat(
            DescribeStoreError.of(
                failed(
                    "C23001\0Mann@example.org stays\0Rexec_stmt_raise\0"
                        + "WPL/pgSQL function shop.keep(text) line 7 at RAISE\nSQL statement \"ann\"\0")))
        .isEqualTo("an error raised by PL/pgSQL function shop.keep(text) line 7 (SQLSTATE 23001)");
    assertThat(DescribeStoreError.of(failed("CP0001\0Mann@example.org\0")))
        .isEqualTo("an error raised by a function of the store (SQLSTATE P0001)");
    assertThat(
            DescribeStoreError.of(
                failed("C23503\0Mkey is still referenced\0DKey (mail)=(ann@x.org)\0")))
        .isEqualTo("key is still referenced (SQLSTATE 23503)");
  }

  private static UncategorizedSQLException failed(String answer) {
    return new UncategorizedSQLException("delete", "delete", answered(answer));
  }

  private static PSQLException answered(String answer) {
    return new PSQLException(new ServerErrorMessage(answer));
  }
}
