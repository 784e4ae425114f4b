package dev.lapse.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.testing.TestFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values: what is refused, and what is documented. */
class ValuesTest {
  private static final Path README = Chart.SOURCE.resolve("README.md");
  private static final Pattern TABLE =
      Pattern.compile("(?s)(<!-- values -->\n)(.*)(<!-- end of values -->)");

  private static Chart chart;

  @BeforeAll
  static void copy() {
    chart = Chart.copy();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          replicas | 3 | 'replicas' not allowed
          Mode | enforce | 'Mode' not allowed
          mode | enforced | '/mode'
          replicaCount | three | '/replicaCount'
          image.digset | sha256:00 | 'digset' not allowed
          image.digest | sha256:00 | '/image/digest'
          database.password | geheim | 'password' not allowed
          database.url | postgres://db/lapse | '/database/url'
          database.secretKeys.user | user | 'user' not allowed
          stores.product.existingsecret | x | 'existingsecret' not allowed
          stores.Product.existingSecret | x | 'Product' not allowed
          stores.product.env.A-B | x | 'A-B' not allowed
          jobs.purge\\.yml | x | 'purge.yml' not allowed
          jobs.cutoff\\.yaml | x | 'cutoff.yaml' not allowed
          migration.enable | true | 'enable' not allowed
          migration.enabled | maybe | '/migration/enabled'
          oidc.audience | lapse | 'audience' not allowed
          oidc.console.clientID | x | 'clientID' not allowed
          ingress.hosts[0].hosts | x | '/ingress/hosts/0'
          ingress.hosts[0] | lapse.example.org | '/ingress/hosts/0'
          networkPolicy.httpFrom[0].podSelektor.a | b | 'podSelektor' not allowed
          livenessProbe.periodSecond | 3 | 'periodSecond' not allowed
          resources.request.cpu | 1 | 'request' not allowed
          resources.limits.memory | 1 GB | '/resources/limits/memory'
          serviceMonitor.interval | 30 | '/serviceMonitor/interval'
          prometheusRule.runbookBaseUrl | docs/ | '/prometheusRule/runbookBaseUrl'
          podDisruptionBudget.maxUnavailable | half | '/podDisruptionBudget/maxUnavailable'
          ports.http | 80 | '/ports/http'
          extraEnv[0].nam | x | 'nam' not allowed
          """)
  void refusesATypo(String name, String value, String message) {
    assertThatThrownBy(() -> chart.render(Chart.example("minimal"), Map.of(name, value)))
        .hasMessageContaining("values don't meet the specifications of the schema")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          image.repository= | image.repository is empty
          database.existingSecret= | database.existingSecret is empty
          stores.product.env.A=b | stores.product.existingSecret is empty
          jobs.purge\\.yaml=x,existingJobsConfigMap=y | jobs and existingJobsConfigMap are both given
          oidc.issuer=https://login.example.org | oidc.audiences is empty
          oidc.console.clientId=lapse | oidc.console.clientId needs oidc.issuer
          oidc.issuer=https://login.example.org,oidc.audiences[0]=lapse,access.existingSecret=x | access.existingSecret is for an installation without oidc.issuer
          access.existingSecret=x,ports.access=8081 | ports.access is one of the other ports
          access.existingSecret=x,service.accessPort=8081 | service.accessPort and service.managementPort are the same
          ingress.enabled=true | ingress and httpRoute need oidc.issuer
          httpRoute.enabled=true | ingress and httpRoute need oidc.issuer
          oidc.issuer=https://login.example.org,oidc.audiences[0]=lapse,oidc.console.clientId=lapse | oidc.console.existingSecret is empty
          oidc.issuer=https://login.example.org,oidc.audiences[0]=lapse,ingress.enabled=true | ingress.hosts is empty
          oidc.issuer=https://login.example.org,oidc.audiences[0]=lapse,httpRoute.enabled=true | httpRoute.parentRefs is empty
          terminationGracePeriodSeconds=15 | terminationGracePeriodSeconds must be more than
          """)
  void saysWhatIsMissing(String set, String message) {
    assertThatThrownBy(() -> chart.render(Chart.example("minimal"), parsed(set)))
        .hasMessageContaining(message);
  }

  private static Map<String, Object> parsed(String set) {
    Map<String, Object> values = new java.util.LinkedHashMap<>();
    for (String each : set.split(",")) {
      String[] parts = each.split("=", 2);
      values.put(parts[0], parts[1]);
    }
    return values;
  }

  @Test
  void saysOfEveryDefaultWhatItIs() {
    assertThat(DescribeValues.undescribed()).isEmpty();
    assertThat(DescribeValues.rows()).hasSizeGreaterThan(80);
  }

  @Test
  void hasInTheSchemaWhatIsInTheValuesAndNothingElse() {
    assertThat(new TreeSet<>(SchemaKeys.read()))
        .isEqualTo(new TreeSet<>(DescribeValues.namesOfMaps()));
  }

  /** With {@code -Dlapse.write-chart-readme=true} it writes the table. */
  @Test
  void hasTheTableOfTheValuesInTheReadme() throws IOException {
    String readme = Files.readString(README);
    Matcher table = TABLE.matcher(readme);
    assertThat(table.find()).isTrue();
    if (Boolean.getBoolean("lapse.write-chart-readme")) {
      Files.writeString(
          README,
          table.replaceFirst("$1" + Matcher.quoteReplacement(DescribeValues.table()) + "$3"));
    } else {
      assertThat(table.group(2))
          .as("./mvnw test -Dtest=ValuesTest -Dlapse.write-chart-readme=true writes it")
          .isEqualTo(DescribeValues.table());
    }
  }

  @Test
  void takesTheExamplesOfTheReadme() throws IOException {
    List<String> examples =
        Pattern.compile("(?s)```yaml\n(.*?)```")
            .matcher(Files.readString(README))
            .results()
            .map(example -> example.group(1).replace("sha256:…", ""))
            .toList();

    assertThat(examples).hasSize(5);
    for (String example : examples) {
      Map<String, Object> values = YamlText.readMap(Chart.example("minimal"));
      YamlText.merge(values, YamlText.readAll(example).get(0));
      Path file =
          Files.writeString(
              TestFolders.create("example").resolve("values.yaml"), YamlText.write(values));
      assertThat(HoldsTogether.mistakes(chart.render(file), Set.of())).as(example).isEmpty();
    }
  }

  @Test
  void isForThisVersionOfLapse() throws IOException {
    Matcher version =
        Pattern.compile("<artifactId>lapse</artifactId>\\s*<version>(.*?)</version>")
            .matcher(Files.readString(Path.of("pom.xml")));

    assertThat(version.find()).isTrue();
    assertThat(appVersion()).isEqualTo(version.group(1));
  }

  @Test
  void changesNothingByDefault() {
    assertThat(YamlText.readMap(Chart.SOURCE.resolve("values.yaml")))
        .containsEntry("mode", "observe")
        .containsEntry("replicaCount", 2);
  }

  static String appVersion() {
    return (String) YamlText.readMap(Chart.SOURCE.resolve("Chart.yaml")).get("appVersion");
  }
}
