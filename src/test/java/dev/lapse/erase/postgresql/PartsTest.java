package dev.lapse.erase.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.UncategorizedSQLException;

/** What takes too long is done in smaller and smaller parts. */
class PartsTest {
  private final List<Long> tried = new ArrayList<>();

  @Test
  void partsBecomeSmallerUntilEachFits() {
    Parts fitting = Parts.WHOLE.untilTheyFit(parts -> workThatFits(1_024, parts));

    assertThat(fitting.pages()).isEqualTo(1_024);
    assertThat(tried).containsExactly(0L, 16_384L, 4_096L, 1_024L);
  }

  @Test
  void beginsWithThePartsThatFitBefore() {
    new Parts(1_024).untilTheyFit(parts -> workThatFits(1_024, parts));

    assertThat(tried).containsExactly(1_024L);
  }

  @Test
  void onePageThatTakesTooLongFails() {
    assertThatThrownBy(() -> Parts.WHOLE.untilTheyFit(parts -> workThatFits(0, parts)))
        .hasMessageContaining("too long");
    assertThat(tried).endsWith(4L, 1L);
  }

  @Test
  void otherErrorsAreNotTriedAgain() {
    assertThatThrownBy(
            () ->
                Parts.WHOLE.untilTheyFit(
                    parts -> {
                      tried.add(parts.pages());
                      throw failure("23514");
                    }))
        .isInstanceOf(UncategorizedSQLException.class);
    assertThat(tried).hasSize(1);
  }

  private void workThatFits(long pages, Parts parts) {
    tried.add(parts.pages());
    if (parts.pages() == 0 || parts.pages() > pages) {
      throw failure("57014");
    }
  }

  private static UncategorizedSQLException failure(String state) {
    return new UncategorizedSQLException("work", "sql", new SQLException("too long", state));
  }
}
