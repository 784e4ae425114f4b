package dev.lapse.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExpressionTest {
  private static final Expression LATE =
      new Expression(
          """
          max by (namespace, job) (max_over_time(lapse_a_total{set=~"x(\\\\.0)?{1}", job="b"}[5m] offset 3d))
            - on (cell) group_left (store) rate(n_job:lapse_b:max[1d]) > 26 * 3600 and time() or up
          """);

  @Test
  void namesTheMetricsAndNothingElse() {
    assertThat(LATE.metrics()).containsExactly("lapse_a_total", "n_job:lapse_b:max", "up");
  }

  @Test
  void selectorsKeepTheirLabels() {
    assertThat(new Expression("rate(up{job=\"lapse\"}[5m]) / up").selectors())
        .containsExactly("up{job=\"lapse\"}", "up");
  }

  @Test
  void seesWhatIsAddedUpOverReplicas() {
    assertThat(LATE.addedUp()).isEmpty();
    assertThat(new Expression("sum by (a) (max by (b, a) (rate(lapse_c_total[5m])))").addedUp())
        .isEmpty();
    assertThat(
            new Expression("sum by (a) (max_over_time(lapse_c_total[5m])) + (lapse_d)").addedUp())
        .containsExactly("lapse_c_total", "lapse_d");
  }
}
