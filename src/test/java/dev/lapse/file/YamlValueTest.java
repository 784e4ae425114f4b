package dev.lapse.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlValueTest {
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "P5D, P5D",
    "P2W, P14D",
    "P12M, P12M",
    "P1Y2M3D, P1Y2M3D",
    "p5d, P5D",
    "P1000Y, P1000Y"
  })
  void readsPeriods(String text, Period period) {
    assertThat(value(text).period()).isEqualTo(period);
  }

  @ParameterizedTest(name = "{0} must be {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PT5H          | a calendar period of days, weeks, months or years, such as P5D, P1M or P1Y
          P1DT5H        | a calendar period of days, weeks, months or years, such as P5D, P1M or P1Y
          5 days        | a calendar period of days, weeks, months or years, such as P5D, P1M or P1Y
          5             | a calendar period of days, weeks, months or years, such as P5D, P1M or P1Y
          P             | a calendar period of days, weeks, months or years, such as P5D, P1M or P1Y
          P1.5D         | a calendar period of days, weeks, months or years, such as P5D, P1M or P1Y
          P99999999999D | a calendar period of days, weeks, months or years, such as P5D, P1M or P1Y
          P0D           | longer than zero, such as P5D, P1M or P1Y
          P-5D          | longer than zero, such as P5D, P1M or P1Y
          -P5D          | longer than zero, such as P5D, P1M or P1Y
          P1M-1D        | longer than zero, such as P5D, P1M or P1Y
          P1001Y        | at most P1000Y
          P12001M       | at most P1000Y
          P366001D      | at most P1000Y
          """)
  void refusesInvalidPeriods(String text, String right) {
    refuses(text, YamlValue::period, "'key' is '%s', but must be %s".formatted(text, right));
  }

  @Test
  void readsTimeZones() {
    assertThat(value("Europe/Paris").zone()).isEqualTo(ZoneId.of("Europe/Paris"));
    refuses(
        "Europe/Pariss",
        YamlValue::zone,
        "'key' is 'Europe/Pariss', which is not a time zone; did you mean 'Europe/Paris'?");
    refuses(
        "Middle Earth",
        YamlValue::zone,
        "'key' is 'Middle Earth', which is not a time zone; use a name such as Europe/Paris or UTC");
  }

  @Test
  void readsTruth() {
    assertThat(value("true").bool()).isTrue();
    assertThat(value("FALSE").bool()).isFalse();
    refuses("yes", YamlValue::bool, "'key' is 'yes', but must be true or false");
  }

  @Test
  void readsNumbersWithinBounds() {
    assertThat(value("1").integer(1, 100)).isEqualTo(1);
    assertThat(value("100").integer(1, 100)).isEqualTo(100);
    for (String wrong : List.of("0", "101", "many", "1.5", "99999999999")) {
      refuses(
          wrong,
          value -> value.integer(1, 100),
          "'key' is '%s', but must be a whole number from 1 to 100".formatted(wrong));
    }
  }

  @Test
  void readsOneOfSomeNames() {
    assertThat(value("observe").oneOf(List.of("observe", "enforce"))).isEqualTo("observe");
    refuses(
        "Observe",
        value -> value.oneOf(List.of("observe", "enforce")),
        "'key' is 'Observe', but must be one of observe, enforce");
  }

  @Test
  void saysWhatWasFoundAndWhatWasExpected() {
    refuses("[a]", YamlValue::map, "'key' must be a map of keys and values, but is a list");
    refuses("a", YamlValue::map, "'key' must be a map of keys and values, but is a single value");
    refuses("{a: b}", YamlValue::list, "'key' must be a list, such as [a, b], but is a map");
    refuses("a", YamlValue::list, "'key' must be a list, such as [a, b], but is a single value");
    refuses("[a]", YamlValue::text, "'key' must be a single value, but is a list");
    refuses("{a: b}", YamlValue::text, "'key' must be a single value, but is a map");
    refuses("''", YamlValue::text, "'key' must not be empty");
    assertThatThrownBy(() -> value("[a, ~]").list().get(1).text())
        .hasMessage("job.yaml:2: 'key' must be a single value, but is empty");
  }

  private static void refuses(String text, Function<YamlValue, ?> read, String reason) {
    assertThatThrownBy(() -> read.apply(value(text)))
        .as(text)
        .isInstanceOf(WrongFile.class)
        .hasMessage("job.yaml:2: " + reason);
  }

  private static YamlValue value(String text) {
    return YamlMap.read("job.yaml", "# first line\nkey: " + text, UnaryOperator.identity())
        .get("key");
  }
}
