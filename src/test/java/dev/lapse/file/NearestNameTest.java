package dev.lapse.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
  private static final List<String> KNOWN =
      List.of(
          "id", "key", "cron", "zone", "grace-period", "retention-period", "erase-ended-trials");

  @ParameterizedTest(name = "{0} was probably {1}")
  @CsvSource({
    "crom, cron",
    "corn, cron",
    "CRON, cron",
    "timezone, ",
    "grace_period, grace-period",
    "gracePeriod, grace-period",
    "GRACE-PERIOD, grace-period",
    "retentionperiod, retention-period",
    "erase-trials, erase-ended-trials",
    "kay, key",
    "to, ",
    "xyz, ",
    "color, ",
  })
  void findsASlip(String wrong, String meant) {
    assertThat(NearestName.of(wrong, KNOWN).orElse(null)).isEqualTo(meant);
  }

  @Test
  void takesTheFirstOfTheAlphabetWhereTwoAreAsNear() {
    assertThat(NearestName.of("xone", Set.of("zone", "bone", "tone"))).contains("bone");
  }

  @Test
  void listsWhatIsKnownWhereNothingIsNear() {
    assertThat(NearestName.hint("colour", List.of("zone", "cron")))
        .isEqualTo("; known: cron, zone");
    assertThat(NearestName.hint("cro", List.of("zone", "cron")))
        .isEqualTo("; did you mean 'cron'?");
    assertThat(NearestName.hint("cron", List.of())).isEmpty();
  }

  @Test
  void listsTwentyAtMost() {
    List<String> many = IntStream.range(100, 200).mapToObj(i -> "table_" + i).toList();

    assertThat(NearestName.hint("x", many).split(",")).hasSize(20);
  }
}
