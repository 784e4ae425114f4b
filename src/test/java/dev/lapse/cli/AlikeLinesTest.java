package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.imports.ImportResult.Rejected;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AlikeLinesTest {
  @Test
  void tenLinesOfAKindArePrintedAndTheOthersCounted() {
    List<Rejected> wrong =
        Stream.concat(
                IntStream.rangeClosed(2, 100_001).mapToObj(line -> wrong(line, "value " + line)),
                Stream.of(new Rejected(100_002, "is not JSON")))
            .toList();

    assertThat(AlikeLines.of(wrong))
        .hasSize(12)
        .startsWith("2: 'lapsedAt' is 'value 2', but must be an instant")
        .endsWith(
            "100002: is not JSON", " and 99,990 more like line 2: lines 12, 13, 14, 15, 16, …");
  }

  @Test
  void fewAreAllPrinted() {
    assertThat(AlikeLines.of(List.of(wrong(1, "x"), wrong(2, "y")))).hasSize(2);
  }

  private static Rejected wrong(long line, String value) {
    return new Rejected(line, "'lapsedAt' is '%s', but must be an instant".formatted(value));
  }
}
