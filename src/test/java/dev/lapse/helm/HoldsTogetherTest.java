package dev.lapse.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A slip in a template is found, whatever it is that is named wrongly. */
class HoldsTogetherTest {
  private static String manifests;

  @BeforeAll
  static void render() {
    manifests = Chart.copy().manifests(Chart.example("full"), Map.of());
  }

  @Test
  void findsNothingInTheChartAsItIs() {
    assertThat(HoldsTogether.mistakes(Release.read(manifests), Set.of("authority"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name: tenant-erasure-migrate$          | name: Tenant_Erasure                    | is named Tenant_Erasure
          name: tenant-erasure-text$             | name: nightly-more                      | is there twice
          serviceAccountName: erasure$           | serviceAccountName: erased              | needs ServiceAccount erased
          - name: tmp$                           | - name: temp                            | mounts tmp
          name: tenant-erasure-jobs$             | name: tenant-erasure-job                | needs ConfigMap
          name: LAPSE_MODE$                      | name: LAPSE_JOBS                        | sets LAPSE_JOBS twice
          value: enforce$                        | value: null                             | does not set LAPSE_MODE
          key: "access-key"$                     | key: ''                                 | names no secret for FILES_ACCESS_KEY
          mountPath: /tmp$                       | mountPath: /etc/lapse/jobs              | mounts twice at /etc/lapse/jobs
          image: .*lapse@.*$                     | image: ''                               | has no image
          port: management$                      | port: metrics                           | the monitor has no port
          - name: management$                    | - name: metrics                         | has no port AnyType(value=management)
          targetPort: http$                      | targetPort: https                       | no port AnyType(value=https)
          port: 80$                              | port: 8080                              | the route has no port 80
          name: http$                            | name: web                               | the ingress has no port
          app.kubernetes.io/component: server$   | app.kubernetes.io/component: {}         | PodDisruptionBudget does not select
          """)
  void finds(String line, String replacement, String mistake) {
    String[] lines = manifests.split("\n");
    boolean found = false;
    for (int i = 0; i < lines.length; i++) {
      // each line in turn, as a slip would be
      String changed = lines[i].replaceFirst("(?<=^|\\s)" + line, replacement(replacement));
      if (!changed.equals(lines[i])) {
        String[] slip = lines.clone();
        slip[i] = changed;
        found |=
            HoldsTogether.mistakes(Release.read(String.join("\n", slip)), Set.of("authority"))
                .stream()
                .anyMatch(each -> each.contains(mistake));
      }
    }
    assertThat(found).as(mistake).isTrue();
  }

  private static String replacement(String text) {
    return text.replace("{}", "nothing");
  }
}
