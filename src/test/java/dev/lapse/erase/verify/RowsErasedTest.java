package dev.lapse.erase.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RowsErasedTest {
  @Test
  void sumsStopAtTheGreatestNumber() {
    Map<String, Map<String, Long>> rows = new HashMap<>();
    rows.put("4", new TreeMap<>(Map.of("search.account", Long.MAX_VALUE - 1)));

    RowsErased.add(rows, Map.of("4", Map.of("search.account", 1L)));
    assertThat(rows).isEqualTo(Map.of("4", Map.of("search.account", Long.MAX_VALUE)));

    RowsErased.add(rows, Map.of("4", Map.of("search.account", 1L)));
    assertThat(rows).isEqualTo(Map.of("4", Map.of("search.account", Long.MAX_VALUE)));
  }
}
