package dev.lapse.erase.postgresql.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.UncategorizedSQLException;

/** What takes too long is done in smaller and smaller parts. */
class TablePartsTest {
  private final List<Long> tried = new ArrayList<>();

  @Test
  void partsBecomeSmallerUntilEachFits() {
    TableParts fitting =
        TableParts.WHOLE.untilTheyFit(tableParts -> workThatFits(1_024, tableParts));

    assertThat(fitting.pages()).isEqualTo(1_024);
    assertThat(tried).containsExactly(0L, 16_384L, 4_096L, 1_024L);
  }

  @Test
  void beginsWithThePartsThatFitBefore() {
    new TableParts(1_024).untilTheyFit(tableParts -> workThatFits(1_024, tableParts));

    assertThat(tried).containsExactly(1_024L);
  }

  @Test
  void onePageThatTakesTooLongFails() {
    assertThatThrownBy(
            () -> TableParts.WHOLE.untilTheyFit(tableParts -> workThatFits(0, tableParts)))
        .hasMessageContaining("too long");
    assertThat(tried).endsWith(4L, 1L);
  }

  @Test
  void otherErrorsAreNotTriedAgain() {
    assertThatThrownBy(
            () ->
                TableParts.WHOLE.untilTheyFit(
                    tableParts -> {
                      tried.add(tableParts.pages());
                      throw failure("23514");
                    }))
        .isInstanceOf(UncategorizedSQLException.class);
    assertThat(tried).hasSize(1);
  }

  private void workThatFits(long pages, TableParts tableParts) {
    tried.add(tableParts.pages());
    if (tableParts.pages() == 0 || tableParts.pages() > pages) {
      throw failure("57014");
    }
  }

  private static UncategorizedSQLException failure(String state) {
    return new UncategorizedSQLException("work", "sql", new SQLException("too long", state));
  }
}
