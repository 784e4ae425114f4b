package dev.lapse.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The names of rules and the types of problems are one list. */
class ProblemTypeTest {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Pattern REFUSAL =
      Pattern.compile("new (?:RefusedByRule|(?:PolicyCheck\\.)?Refused)\\(\\s*\"([^\"]+)\"");

  @Test
  void everyRuleThatRefusesHasItsType() throws IOException {
    Set<String> rules = new TreeSet<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(
              file ->
                  REFUSAL
                      .matcher(text(file))
                      .results()
                      .forEach(found -> rules.add(found.group(1))));
    }

    assertThat(rules).contains("resold", "not-provider", "plan-no-longer-true", "already-on-hold");
    assertThat(rules).allSatisfy(rule -> assertThat(ProblemType.named(rule)).isPresent());
  }

  @Test
  void typeIsNamedAsItsTextSays() {
    for (ProblemType type : ProblemType.values()) {
      assertThat(ProblemType.named(type.text())).hasValue(type);
      assertThat(type.uri()).hasToString("urn:lapse:problem:" + type.text());
    }
    assertThat(ProblemType.named("resolt")).isEmpty();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
