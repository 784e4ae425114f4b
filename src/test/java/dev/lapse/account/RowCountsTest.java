package dev.lapse.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RowCountsTest {
  @Test
  void sumsStopAtTheGreatestNumber() {
    RowCounts rows = new RowCounts().add("4", "search.account", Long.MAX_VALUE - 1);

    rows.add(new RowCounts().add("4", "search.account", 1));
    assertThat(rows.byAccount()).isEqualTo(Map.of("4", Map.of("search.account", Long.MAX_VALUE)));

    rows.add(new RowCounts().add("4", "search.account", 1));
    assertThat(rows.byAccount()).isEqualTo(Map.of("4", Map.of("search.account", Long.MAX_VALUE)));

    rows.add("4", "product.account", 1);
    assertThat(rows.total("4")).isEqualTo(Long.MAX_VALUE);
  }
}
