package dev.lapse.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTest {
  @Test
  void numbersAreAlignedRightAndWordsLeft() {
    assertThat(
            new Columns("table", "rows", "took", "why")
                .row("contact", 12_345, "1.5 s", "due")
                .row("all", 7, "10.0 s", "50% over")
                .lines())
        .containsExactly(
            "  table      rows    took  why",
            "  contact  12,345   1.5 s  due",
            "  all           7  10.0 s  50% over");
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S,0 seconds",
    "PT1S,1 second",
    "PT1M,1 minute",
    "PT3M5S,3 minutes 5 seconds",
    "PT22H43M10S,22 hours 43 minutes",
    "PT24H,1 day",
    "P27DT5H,27 days",
    "P365D,1 year",
    "P1260D,3 years 165 days"
  })
  void timeIsSpeltInItsTwoLargestUnits(Duration time, String words) {
    assertThat(Spell.spell(time)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({
    "0 30 1 * * ?,every night at 01:30 UTC",
    "0 0 14 ? * *,every day at 14:00 UTC",
    "0 0 2 ? * MON,0 0 2 ? * MON UTC",
    "*/5 * * * * ?,*/5 * * * * ? UTC"
  })
  void scheduleIsSpeltWhereItIsDaily(String cron, String words) {
    assertThat(Spell.schedule(cron, ZoneId.of("UTC"))).isEqualTo(words);
  }

  @Test
  void stepsOfAFileAreFoundInTheirOrder() {
    assertThat(
            LoadSample.steps(
                "-- about\n-- step: first\na;\n-- not a step: b\n-- step: last one\nc;\n"))
        .containsExactly(
            Map.entry("first", "a;\n-- not a step: b\n"), Map.entry("last one", "c;\n"));
  }
}
