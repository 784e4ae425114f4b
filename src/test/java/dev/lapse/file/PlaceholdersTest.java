package dev.lapse.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySourcesPropertyResolver;

/** {@code ${...}} in files, resolved as the program does. */
class PlaceholdersTest {
  private static final PropertySourcesPropertyResolver ENVIRONMENT = environment();

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ${MODE}                    | enforce
          ${MODE:observe}            | enforce
          ${UNSET:observe}           | observe
          ${UNSET:${MODE}}           | enforce
          ${UNSET:jdbc:x://h:1/a?b}  | jdbc:x://h:1/a?b
          jdbc:postgresql://${HOST}/ | jdbc:postgresql://db.example/
          ${HOST}:${MODE}            | db.example:enforce
          "${MODE}"                  | enforce
          '${MODE}, ${HOST}' | enforce, db.example
          $MODE                      | $MODE
          a ${ b                     | a ${ b
          """)
  void areReplaced(String written, String text) {
    assertThat(read("key: " + written).get("key").text()).isEqualTo(text);
  }

  @Test
  void needNoQuotesBetweenBraces() {
    YamlMap cells =
        read("cells: {eu-1: {url: ${HOST}}, us-1: {url: ${UNSET:a, [b]: #c}}}").get("cells").map();

    assertThat(cells.get("eu-1").map().get("url").text()).isEqualTo("db.example");
    assertThat(cells.get("us-1").map().get("url").text()).isEqualTo("a, [b]: #c");
    assertThat(read("list: [${HOST}, ${MODE}]").get("list").list())
        .extracting(YamlValue::text)
        .containsExactly("db.example", "enforce");
  }

  @Test
  void areKeptAsWrittenInTheRawText() {
    assertThat(read("key: {url: ${HOST}/${UNSET:x}}").get("key").map().get("url").raw())
        .isEqualTo("${HOST}/${UNSET:x}");
  }

  @Test
  void areRefusedWhereTheyAreNotSet() {
    refuses(
        "key: ${UNSET}",
        "job.yaml:1: 'key' is ${UNSET}, which is not set; set the environment variable or write the value");
    refuses(
        "# x\nkey: ${HOST}-${UNSET}",
        "job.yaml:2: 'key' is ${HOST}-${UNSET}, which is not set; set the environment variable or write the value");
    refuses("key: ${EMPTY}", "job.yaml:1: 'key' is ${EMPTY}, which is set but empty");
  }

  @Test
  void areNotReplacedInComments() {
    assertThat(read("# ${UNSET} and ${ no end\nkey: a").get("key").text()).isEqualTo("a");
  }

  @Test
  void areShownAsWrittenWhenTheyAreInTheWay() {
    assertThatThrownBy(() -> read("${HOST}: a").allowOnly("cron"))
        .hasMessage("job.yaml:1: unknown key '${HOST}'; known: cron");
  }

  private static void refuses(String text, String message) {
    assertThatThrownBy(() -> read(text).get("key").text())
        .isInstanceOf(WrongFile.class)
        .hasMessage(message);
  }

  private static YamlMap read(String text) {
    return YamlMap.read("job.yaml", text, ENVIRONMENT::resolveRequiredPlaceholders);
  }

  private static PropertySourcesPropertyResolver environment() {
    MutablePropertySources sources = new MutablePropertySources();
    sources.addLast(
        new MapPropertySource(
            "environment", Map.of("MODE", "enforce", "HOST", "db.example", "EMPTY", "")));
    return new PropertySourcesPropertyResolver(sources);
  }
}
