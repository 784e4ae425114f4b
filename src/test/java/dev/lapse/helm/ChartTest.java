package dev.lapse.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the chart with every file of values in its folder {@code ci}. */
class ChartTest {
  /** Objects that the examples say are there already. */
  private static final Set<String> FOREIGN = Set.of("our-account", "our-jobs", "authority");

  private static Chart chart;
  private static List<Release> releases;

  @BeforeAll
  static void render() {
    chart = Chart.copy();
    releases = examples().map(chart::render).toList();
  }

  static Stream<Path> examples() {
    return Chart.exampleValues().stream();
  }

  static Stream<Release> releases() {
    return releases.stream();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void passesTheStrictLintOfHelm(Path values) {
    LintResult result = chart.lint(values);

    assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
    assertThat(result.getMessages()).allMatch(message -> message.startsWith("[INFO]"));
  }

  @ParameterizedTest
  @MethodSource("releases")
  void isReadByTheKubernetesModelWithoutAnUnknownField(Release release) {
    assertThat(release.all(Deployment.class)).hasSize(1);
    assertThat(release.all(Service.class)).hasSize(1);
  }

  @Test
  void refusesAFieldThatKubernetesDoesNotKnow() {
    for (String extra :
        List.of(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: x}, dada: {a: b}}",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: x, lables: {a: b}}}",
            "{apiVersion: v1, kind: Pod, metadata: {name: x}, spec: {containers: [{name: c, imagePullPolice: Always}]}}",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: x}, data: {a: 1}}",
            "{apiVersion: apps/v1, kind: Deployment, metadata: {name: x}, spec: {replicas: two}}",
            "{apiVersion: apps/v1, kind: Deployment, metadata: {name: x}, spec: {paused: 'true'}}",
            "{apiVersion: monitoring.coreos.com/v1, kind: ServiceMonitor, metadata: {name: x}, spec: {endpoints: [{honourLabels: true}]}}",
            "{apiVersion: v1, kind: Secret, metadata: {name: x}}")) {
      assertThatThrownBy(() -> Release.read(extra))
          .as(extra)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("releases")
  void namesNothingThatIsNotThere(Release release) {
    assertThat(HoldsTogether.mistakes(release, FOREIGN)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("releases")
  void satisfiesTheRestrictedPodSecurityStandard(Release release) {
    assertThat(release.pods()).isNotEmpty();
    release
        .pods()
        .forEach(
            (name, pod) ->
                assertThat(RestrictedStandard.violations(pod.getSpec())).as(name).isEmpty());
  }

  @Test
  void looksAtTheServerTheMigrationAndTheTest() {
    assertThat(chart.render(Chart.example("minimal")).pods())
        .containsOnlyKeys(
            "Deployment nightly-lapse", "Job nightly-lapse-migrate", "Pod nightly-lapse-test");
  }

  @ParameterizedTest
  @MethodSource("releases")
  void writesNowhereButToABoundedFolder(Release release) {
    for (PodTemplateSpec pod : release.pods().values()) {
      assertThat(containers(pod.getSpec()))
          .allMatch(container -> container.getSecurityContext().getReadOnlyRootFilesystem());
      assertThat(pod.getSpec().getVolumes())
          .extracting(Volume::getEmptyDir)
          .filteredOn(folder -> folder != null)
          .allMatch(folder -> folder.getSizeLimit() != null);
    }
  }

  @ParameterizedTest
  @MethodSource("releases")
  void saysWhatEveryContainerNeeds(Release release) {
    for (PodTemplateSpec pod : release.pods().values()) {
      assertThat(containers(pod.getSpec()))
          .allSatisfy(
              container -> {
                assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
                assertThat(container.getResources().getLimits()).containsKey("memory");
              });
    }
  }

  @ParameterizedTest
  @MethodSource("releases")
  void givesNoPodTheTokenOfAServiceAccount(Release release) {
    assertThat(release.pods().values())
        .extracting(PodTemplateSpec::getSpec)
        .allMatch(pod -> Boolean.FALSE.equals(pod.getAutomountServiceAccountToken()))
        .allMatch(pod -> Boolean.FALSE.equals(pod.getEnableServiceLinks()));
    assertThat(release.all(ServiceAccount.class))
        .allMatch(account -> Boolean.FALSE.equals(account.getAutomountServiceAccountToken()));
  }

  /** A secret is only ever named. {@link ReadStrictly} refuses the kind Secret. */
  @ParameterizedTest
  @MethodSource("releases")
  void writesNoSecret(Release release) {
    assertThat(release.pods().values())
        .flatExtracting(pod -> containers(pod.getSpec()))
        .flatExtracting(Container::getEnv)
        .filteredOn(variable -> variable.getName().matches(".*(PASSWORD|SECRET|TOKEN|KEY).*"))
        .isNotEmpty()
        .allMatch(variable -> variable.getValue() == null)
        .allMatch(variable -> variable.getValueFrom().getSecretKeyRef() != null);
    for (ConfigMap map : release.all(ConfigMap.class)) {
      assertThat(map.getData().values())
          .allSatisfy(
              text ->
                  assertThat(text)
                      .doesNotContainPattern("(?i)(password|secret|token): *[^\"$\\s]"));
    }
  }

  @ParameterizedTest
  @MethodSource("releases")
  void takesOneImageForAllThatIsLapse(Release release) {
    assertThat(release.pods().values())
        .flatExtracting(pod -> pod.getSpec().getContainers())
        .extracting(Container::getImage)
        .filteredOn(image -> image.startsWith("registry.example.org/lapse"))
        .hasSameSizeAs(release.pods().values())
        .allMatch(image -> !image.endsWith(":latest"))
        .satisfies(images -> assertThat(Set.copyOf(images)).hasSize(1));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void takesTheImageByItsDigestWhereThereIsOne(Path values) {
    Map<String, Object> image = YamlText.map(YamlText.readMap(values).get("image"));
    String tag = (String) image.getOrDefault("tag", ValuesTest.appVersion());
    String expected =
        image.containsKey("digest")
            ? "registry.example.org/lapse@" + image.get("digest")
            : "registry.example.org/lapse:" + tag;

    assertThat(chart.render(values).pods().values())
        .flatExtracting(pod -> pod.getSpec().getContainers())
        .extracting(Container::getImage)
        .contains(expected);
  }

  @ParameterizedTest
  @MethodSource("releases")
  void labelsEverythingAsItsOwn(Release release) {
    assertThat(release.objects())
        .filteredOn(object -> object.getMetadata().getNamespace() != null)
        .isNotEmpty()
        .allSatisfy(
            object -> {
              boolean elsewhere =
                  "monitoring"
                      .equals(object.getMetadata().getLabels().get("app.kubernetes.io/component"));
              assertThat(object.getMetadata().getNamespace())
                  .isIn(
                      elsewhere
                          ? List.of(Chart.NAMESPACE, "monitoring", "grafana")
                          : List.of(Chart.NAMESPACE));
              assertThat(object.getMetadata().getLabels())
                  .containsEntry("app.kubernetes.io/instance", Chart.RELEASE)
                  .containsEntry("app.kubernetes.io/managed-by", "Helm")
                  .containsKeys(
                      "app.kubernetes.io/name",
                      "app.kubernetes.io/component",
                      "app.kubernetes.io/version",
                      "helm.sh/chart");
            });
  }

  private static List<Container> containers(PodSpec pod) {
    return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream()).toList();
  }
}
