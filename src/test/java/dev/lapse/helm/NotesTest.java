package dev.lapse.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The notes after the installation say how to continue. */
class NotesTest {
  private static Chart chart;

  @BeforeAll
  static void copy() {
    chart = Chart.copy();
  }

  static List<Path> examples() {
    return Chart.exampleValues();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void nameThreeCommands(Path values) {
    assertThat(chart.notes(values, Map.of()))
        .containsSubsequence("1. ", "\n   kubectl ", "2. ", "3. ", "\n   helm ")
        .doesNotContain("<no value>", "4. ");
  }

  @Test
  void leadThroughTheFirstDays() {
    assertThat(chart.notes(Chart.example("minimal"), Map.of()))
        .contains("It observes")
        .contains("port-forward deployment/nightly-lapse 8080:8080")
        .contains("--set-file 'jobs.catalog\\.yaml=catalog.yaml'");
    assertThat(chart.notes(Chart.example("no-issuer"), Map.of()))
        .contains("set \"mode: enforce\"")
        .contains("helm test nightly -n erasure --logs");
    assertThat(chart.notes(Chart.example("ingress"), Map.of()))
        .contains("curl https://lapse.example.org/api/v1/runs");
    assertThat(chart.notes(Chart.example("ha"), Map.of())).contains("It enforces");
    assertThat(chart.notes(Chart.example("access"), Map.of()))
        .contains("http://nightly-lapse.erasure:8082/api/v1/accounts/42/access");
  }
}
