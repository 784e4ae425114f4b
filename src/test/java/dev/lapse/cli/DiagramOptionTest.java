package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DiagramOptionTest {
  @Test
  void refusesOtherKindsOfFilesBeforeAnythingIsLookedAt() {
    StringWriter err = new StringWriter();
    CommandLine line =
        LapseCommand.line(
            (parts, settings) -> {
              throw new AssertionError();
            },
            () -> Instant.EPOCH);
    line.setErr(new PrintWriter(err));

    int exit =
        line.execute("catalog", "discover", "--store", "product", "--diagram", "ownership.png");

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString())
        .contains("--diagram needs a file name that ends with .svg or .mmd, not ownership.png");
  }
}
