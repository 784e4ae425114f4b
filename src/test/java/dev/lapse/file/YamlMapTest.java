package dev.lapse.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The shape of a file: keys, lines, and everything that is not YAML. */
class YamlMapTest {
  private static final String SHAPE = "; it must consist of lines such as 'key: value'";

  @Test
  void knowsTheLineOfEveryKeyAndValue() {
    YamlMap map =
        read(
            """
            # a comment

            cron: 0 0 3 * * *
            limits:
              accounts: 100

              percent-of-accounts:
                5
            features:
              - crm
              - campaigns
            """);

    assertThat(map.keys()).containsExactly("cron", "limits", "features");
    assertThat(map.at()).hasToString("job.yaml:3");
    assertThat(map.at("limits")).hasToString("job.yaml:4");
    assertThat(map.get("limits").map().at("accounts")).hasToString("job.yaml:5");
    assertThat(map.get("limits").map().at("percent-of-accounts")).hasToString("job.yaml:7");
    assertThat(map.get("limits").map().get("percent-of-accounts").at()).hasToString("job.yaml:8");
    assertThat(map.get("features").list().get(1).at()).hasToString("job.yaml:11");
  }

  @Test
  void refusesAnUnknownKeyAndSaysWhichOneWasMeant() {
    refuses(
        "cron: x\nparalelism: 4",
        "job.yaml:2: unknown key 'paralelism'; did you mean 'parallelism'?");
    refuses("Cron: x", "job.yaml:1: unknown key 'Cron'; did you mean 'cron'?");
    refuses("color: red", "job.yaml:1: unknown key 'color'; known: cron, mode, parallelism");
  }

  @Test
  void refusesADuplicateKey() {
    refuses("cron: a\nmode: b\ncron: c", "job.yaml:3: 'cron' appears twice, first in line 1");
    refuses("cron: a\ncron: a", "job.yaml:2: 'cron' appears twice, first in line 1");
    refuses("cron: a\n'cron':", "job.yaml:2: 'cron' appears twice, first in line 1");
  }

  @Test
  void saysWhichKeyIsMissingAndWhere() {
    YamlMap map = read("cron: x\nmode:\nlimits:\n  accounts: ~\n");

    assertThatThrownBy(() -> map.get("zone")).hasMessage("job.yaml:1: 'zone' is missing");
    assertThatThrownBy(() -> map.get("mode")).hasMessage("job.yaml:2: 'mode' has no value");
    assertThatThrownBy(() -> map.get("limits").map().get("accounts"))
        .hasMessage("job.yaml:4: 'accounts' has no value in 'limits'");
    assertThatThrownBy(() -> map.get("limits").map().get("percent-of-accounts"))
        .hasMessage("job.yaml:4: 'percent-of-accounts' is missing in 'limits'");
    assertThat(map.find("zone")).isEmpty();
    assertThat(map.find("mode")).isEmpty();
  }

  @Test
  void refusesAFileThatIsNotAMap() {
    refuses("", "job.yaml:1: the file is empty" + SHAPE);
    refuses("# only a comment\n", "job.yaml:1: the file is empty" + SHAPE);
    refuses("- a\n- b", "job.yaml:1: the file is not a map" + SHAPE);
    refuses("just words", "job.yaml:1: the file is not a map" + SHAPE);
    refuses("? [a, b]\n: c", "job.yaml:1: a key must be a single word");
  }

  @Test
  void refusesWhatIsNotYaml() {
    refuses(
        "cron: x\n\tmode: y",
        "job.yaml:2: not valid YAML: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)");
    refuses("cron: \"x", "job.yaml:1: not valid YAML: found unexpected end of stream");
    refuses(
        "cron: x\nlimits: {accounts: 1",
        "job.yaml:2: not valid YAML: expected ',' or '}', but got <stream end>");
    refuses(
        "cron: x\n---\ncron: y",
        "job.yaml:2: not valid YAML: but found another document; remove the line '---'");
    refuses(
        "mode: x\ncron: x\u0001",
        "job.yaml:2: contains the character U+0001, which YAML does not allow; remove it");
  }

  @Test
  void saysWhenQuotesAreNeeded() {
    String remedy =
        "; a value that contains ': ' or begins with one of * & ! % @ ` needs quotes, and the keys of a map need the same indentation";
    refuses(
        "mode: x\ncron: * * *",
        "job.yaml:2: not valid YAML: unexpected character found  (32)" + remedy);
    refuses(
        "cron: @daily",
        "job.yaml:1: not valid YAML: found character '@' that cannot start any token. (Do not use @ for indentation)"
            + remedy);
    refuses(
        "cron: a: b", "job.yaml:1: not valid YAML: mapping values are not allowed here" + remedy);
    refuses(
        "cron: a\n  mode: b",
        "job.yaml:2: not valid YAML: mapping values are not allowed here" + remedy);
  }

  @Test
  void refusesAliases() {
    String rest = " is a YAML alias; write the value out, or put it in quotes if it is a text";
    refuses("cron: &c x\nmode: *c", "job.yaml:2: '*c'" + rest);
    refuses("cron: &c [x]\nmode: *c", "job.yaml:2: '*c'" + rest);
    refuses("cron: &c {a: b}\nmode:\n  <<: *c", "job.yaml:3: '*c'" + rest);
    refuses("a: &a [*a]", "job.yaml:1: '*a'" + rest);
  }

  @Test
  void refusesNestingWithoutEnd() {
    assertThatThrownBy(() -> read("a: " + "[".repeat(1_000) + "]".repeat(1_000)))
        .isInstanceOf(WrongFile.class)
        .hasMessageStartingWith("job.yaml: not valid YAML: ");
  }

  @Test
  void makesNoObjectsOfTags() {
    refuses(
        "cron: !!java.net.URL 'http://localhost'",
        "job.yaml:1: not valid YAML: Global tag is not allowed: tag:yaml.org,2002:java.net.URL");
  }

  @Test
  void readsAByteOrderMarkAndWindowsLines() {
    YamlMap map = read("\uFEFFcron: x\r\nmode: y\r\n");

    assertThat(map.get("cron").text()).isEqualTo("x");
    assertThat(map.at("mode").line()).isEqualTo(2);
  }

  private static void refuses(String text, String message) {
    assertThatThrownBy(() -> read(text).allowOnly("cron", "mode", "parallelism"))
        .as(text)
        .isInstanceOf(WrongFile.class)
        .hasMessage(message);
  }

  private static YamlMap read(String text) {
    return YamlMap.read("job.yaml", text, UnaryOperator.identity());
  }
}
