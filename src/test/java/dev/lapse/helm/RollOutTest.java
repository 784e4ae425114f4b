package dev.lapse.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What happens at an install and at an upgrade, and how pods come and go. */
class RollOutTest {
  private static final String CHECKSUM = "checksum/jobs";
  private static Chart chart;

  @BeforeAll
  static void copy() {
    chart = Chart.copy();
  }

  private static Release minimal(Map<String, ?> set) {
    return chart.render(Chart.example("minimal"), set);
  }

  @Test
  void everyObjectAndPodHasTheCommonAnnotations() {
    Release full = Chart.copy().render(Chart.example("full"));

    assertThat(full.objects())
        .filteredOn(object -> !object.getMetadata().getName().matches(".*-(more|text)"))
        .allSatisfy(
            object ->
                assertThat(object.getMetadata().getAnnotations())
                    .as(object.getKind() + " " + object.getMetadata().getName())
                    .containsEntry("example.org/owner", "platform"));
    assertThat(full.pods().values())
        .allSatisfy(
            pod ->
                assertThat(pod.getMetadata().getAnnotations())
                    .containsEntry("example.org/owner", "platform"));
    assertThat(full.the(Deployment.class).getMetadata().getAnnotations())
        .containsEntry("reloader.example.org/watch", "true");
  }

  @Test
  void gatewayAsksAtAPortOfItsOwnWithATokenFromASecret() {
    Release release = Chart.copy().render(Chart.example("access"));
    Container server =
        release.the(Deployment.class).getSpec().getTemplate().getSpec().getContainers().get(0);

    assertThat(server.getPorts())
        .extracting(ContainerPort::getName)
        .containsExactly("management", "access");
    assertThat(server.getEnv())
        .filteredOn(variable -> variable.getName().equals("LAPSE_ACCESS_TOKEN"))
        .singleElement()
        .satisfies(
            token ->
                assertThat(token.getValueFrom().getSecretKeyRef().getName())
                    .isEqualTo("lapse-access"));
    assertThat(release.the(Service.class).getSpec().getPorts())
        .extracting(ServicePort::getName)
        .containsExactly("management", "access");
  }

  @Test
  void podsResolveNamesAsTheValuesSay() {
    assertThat(Chart.copy().render(Chart.example("full")).pods().values())
        .allSatisfy(
            pod -> {
              assertThat(pod.getSpec().getDnsConfig().getOptions().get(0).getName())
                  .isEqualTo("ndots");
              assertThat(pod.getSpec().getHostAliases().get(0).getHostnames())
                  .containsExactly("postgres.internal");
            });
  }

  @Test
  void replacesPodsWhenTheirFilesChangeAndOnlyThen() {
    String none = checksum(Map.of());
    String one = checksum(Map.of("jobs.purge\\.yaml", "mode: enforce"));
    String other = checksum(Map.of("jobs.purge\\.yaml", "mode: observe"));

    assertThat(List.of(none, one, other)).doesNotHaveDuplicates();
    assertThat(checksum(Map.of("jobs.purge\\.yaml", "mode: enforce", "replicaCount", 3)))
        .isEqualTo(one);
  }

  private static String checksum(Map<String, ?> set) {
    Deployment deployment = minimal(set).the(Deployment.class);
    return deployment.getSpec().getTemplate().getMetadata().getAnnotations().get(CHECKSUM);
  }

  /** Kubernetes refuses another selector, so an upgrade to it would fail. */
  @Test
  void keepsTheSelectorWhateverIsSet() {
    Map<String, String> selector =
        Map.of(
            "app.kubernetes.io/name", "lapse",
            "app.kubernetes.io/instance", Chart.RELEASE,
            "app.kubernetes.io/component", "server");
    Map<String, Object> set = new HashMap<>();
    set.put("commonLabels.team", "a");
    set.put("podLabels.team", "b");
    set.put("podLabels.app\\.kubernetes\\.io/component", "mine");
    set.put("image.tag", "2.0.0");
    set.put("fullnameOverride", "other");

    for (Release release : List.of(minimal(Map.of()), minimal(set))) {
      Deployment deployment = release.the(Deployment.class);
      assertThat(deployment.getSpec().getSelector().getMatchLabels()).isEqualTo(selector);
      assertThat(release.the(Service.class).getSpec().getSelector()).isEqualTo(selector);
      assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
          .containsAllEntriesOf(selector);
    }
  }

  @Test
  void migratesBeforeTheRollOutAsTheOwner() {
    Release release = chart.render(Chart.example("full"));
    Job migration = release.the(Job.class);
    Container migrate = migration.getSpec().getTemplate().getSpec().getContainers().get(0);
    Container serve = server(release);

    assertThat(migrate.getArgs()).containsExactly("migrate");
    assertThat(serve.getArgs()).startsWith("serve");
    assertThat(secrets(migrate))
        .containsEntry("LAPSE_DATABASE_USERNAME", "lapse-database-owner/username")
        .containsEntry("LAPSE_DATABASE_PASSWORD", "lapse-database-owner/password")
        .containsEntry("PRODUCT_DATABASE_PASSWORD", "lapse-product-owner/password")
        .containsEntry("FILES_SECRET_KEY", "lapse-files/secret-key");
    assertThat(secrets(serve))
        .containsEntry("LAPSE_DATABASE_USERNAME", "lapse-database/username")
        .containsEntry("LAPSE_DATABASE_PASSWORD", "lapse-database/password")
        .containsEntry("PRODUCT_DATABASE_PASSWORD", "lapse-product/password")
        .containsEntry("FILES_SECRET_KEY", "lapse-files/secret-key");
    assertThat(secrets(serve).values()).noneMatch(secret -> secret.contains("owner"));
  }

  @Test
  void migratesWithTheSameSecretsWhereThereIsNoOwner() {
    Release release = chart.render(Chart.example("no-issuer"));

    assertThat(
            secrets(
                release.the(Job.class).getSpec().getTemplate().getSpec().getContainers().get(0)))
        .isEqualTo(secrets(server(release)));
    assertThat(secrets(server(release))).doesNotContainKey("LAPSE_DATABASE_URL");
  }

  /** At the first install nothing of the chart is there before its hooks. */
  @Test
  void needsNothingAtTheMigrationThatComesAfterIt() {
    Release release = chart.render(Chart.example("full"));
    List<HasMetadata> before =
        release.objects().stream()
            .filter(object -> hook(object).startsWith("pre-install"))
            .toList();
    PodSpec migration = release.the(Job.class).getSpec().getTemplate().getSpec();

    assertThat(before)
        .extracting(HasMetadata::getKind)
        .containsExactlyInAnyOrder("Job", "ConfigMap", "ServiceAccount", "NetworkPolicy");
    assertThat(before)
        .allMatch(object -> hook(object).equals("pre-install,pre-upgrade"))
        .filteredOn(object -> !(object instanceof Job))
        .allMatch(object -> weight(object) < weight(release.the(Job.class)));
    assertThat(before)
        .extracting(object -> object.getMetadata().getName())
        .contains(migration.getServiceAccountName())
        .contains(migration.getVolumes().get(0).getConfigMap().getName());
    assertThat(release.the(NetworkPolicy.class, "-migrate").getSpec().getEgress())
        .isEqualTo(release.the(NetworkPolicy.class, "tenant-erasure").getSpec().getEgress());
    assertThat(release.the(ConfigMap.class, "-migrate").getData())
        .isEqualTo(release.the(ConfigMap.class, "-jobs").getData());
    assertThat(release.the(ServiceAccount.class, "-migrate").getMetadata().getAnnotations())
        .containsEntry("eks.amazonaws.com/role-arn", "arn:aws:iam::123456789012:role/lapse");
  }

  /** What a hook creates is not part of the release: a serving pod must not need it. */
  @Test
  void needsNothingLaterThatTheMigrationBrought() {
    Release release = chart.render(Chart.example("full"));
    PodSpec server = release.the(Deployment.class).getSpec().getTemplate().getSpec();
    List<String> ofHooks =
        release.objects().stream()
            .filter(object -> !hook(object).isEmpty())
            .map(object -> object.getMetadata().getName())
            .toList();

    assertThat(ofHooks)
        .isNotEmpty()
        .doesNotContain(server.getServiceAccountName())
        .doesNotContain(server.getVolumes().get(0).getConfigMap().getName());
  }

  private static String hook(HasMetadata object) {
    return object.getMetadata().getAnnotations().getOrDefault(Chart.HOOK, "");
  }

  private static int weight(HasMetadata object) {
    return Integer.parseInt(object.getMetadata().getAnnotations().get(Chart.HOOK + "-weight"));
  }

  @Test
  void servesItsLoopbackWithoutAnIssuerAndTheNetworkWithOne() {
    Release alone = minimal(Map.of());
    assertThat(values(server(alone)))
        .doesNotContainKey("SERVER_ADDRESS")
        .containsEntry("MANAGEMENT_SERVER_ADDRESS", "0.0.0.0")
        .containsEntry("MANAGEMENT_SERVER_PORT", "8081")
        .containsEntry("LAPSE_MODE", "observe");
    assertThat(portsOf(alone)).containsExactly("management");

    Release known = chart.render(Chart.example("ingress"));
    assertThat(values(server(known)))
        .containsEntry("SERVER_ADDRESS", "0.0.0.0")
        .containsEntry(
            "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUER_URI",
            "https://login.example.org/realms/main")
        .containsEntry("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_AUDIENCES", "lapse,lapse-api")
        .containsEntry("SERVER_FORWARD_HEADERS_STRATEGY", "native");
    assertThat(portsOf(known)).containsExactly("http", "management");
    assertThat(known.the(Service.class).getSpec().getSessionAffinity()).isEqualTo("ClientIP");
    assertThat(chart.render(Chart.example("httproute")).the(Service.class).getSpec())
        .extracting(spec -> spec.getSessionAffinity())
        .isEqualTo("None");
  }

  private static List<String> portsOf(Release release) {
    return release.the(Service.class).getSpec().getPorts().stream()
        .map(ServicePort::getName)
        .toList();
  }

  @Test
  void takesNoPodAwayBeforeAnotherServes() {
    Deployment deployment = minimal(Map.of()).the(Deployment.class);

    assertThat(deployment.getSpec().getReplicas()).isEqualTo(2);
    assertThat(
            deployment.getSpec().getStrategy().getRollingUpdate().getMaxUnavailable().getIntVal())
        .isZero();
    PodSpec pod = deployment.getSpec().getTemplate().getSpec();
    long patience = pod.getTerminationGracePeriodSeconds();
    long sleep = pod.getContainers().get(0).getLifecycle().getPreStop().getSleep().getSeconds();
    // the program ends within ten seconds
    assertThat(patience - sleep).isGreaterThan(10);
  }

  private static Container server(Release release) {
    return release.the(Deployment.class).getSpec().getTemplate().getSpec().getContainers().get(0);
  }

  private static Map<String, String> values(Container container) {
    return container.getEnv().stream()
        .filter(variable -> variable.getValue() != null)
        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
  }

  private static Map<String, String> secrets(Container container) {
    return container.getEnv().stream()
        .filter(variable -> variable.getValueFrom() != null)
        .collect(Collectors.toMap(EnvVar::getName, RollOutTest::secret));
  }

  private static String secret(EnvVar variable) {
    SecretKeySelector secret = variable.getValueFrom().getSecretKeyRef();
    return secret.getName() + "/" + secret.getKey();
  }
}
