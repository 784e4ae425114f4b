package dev.lapse.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of the guards names what there is: each guard, its place and its test. */
class GuardsGuideTest {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern LINK = Pattern.compile("\\[([^]]+)]\\([^)]+\\)");

  private final List<List<String>> rows = rows(Path.of("docs", "guards.md"), "## ");

  @Test
  void everyGuardOfTheArchitectureHasARow() throws IOException {
    List<String> guards =
        rows(Path.of("docs", "architecture.md"), "## Guards").stream()
            .map(row -> plain(row.get(0)))
            .toList();

    assertThat(guards).hasSizeGreaterThan(20);
    assertThat(rows.stream().map(row -> plain(row.get(0))).distinct().toList()).containsAll(guards);
  }

  @Test
  void everyRowNamesWhereTheGuardIsAndATest() {
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row).hasSize(4);
              assertThat(code(row.get(1))).isNotEmpty();
              assertThat(code(row.get(3))).isNotEmpty();
            });
  }

  @Test
  void everyPlaceIsThere() throws IOException {
    Map<String, String> classes = classes(Path.of("src", "main", "java"));

    assertThat(rows.stream().flatMap(row -> code(row.get(1)).stream()).toList())
        .allSatisfy(
            place ->
                assertThat(
                        place.contains("/")
                            ? Files.exists(Path.of(place))
                            : classes.containsKey(place))
                    .as(place)
                    .isTrue());
  }

  @Test
  void everyTestIsThere() throws IOException {
    Map<String, String> classes = classes(Path.of("src", "test", "java"));

    assertThat(rows.stream().flatMap(row -> code(row.get(3)).stream()).toList())
        .allSatisfy(
            test -> {
              String[] named = test.split("#");
              assertThat(named).as(test).hasSize(2);
              assertThat(classes).containsKey(named[0]);
              assertThat(
                      Arrays.stream(
                              Class.forName(
                                      classes.get(named[0]), false, getClass().getClassLoader())
                                  .getDeclaredMethods())
                          .map(java.lang.reflect.Method::getName))
                  .contains(named[1]);
            });
  }

  /** The rows of the tables below headings that begin so. */
  private static List<List<String>> rows(Path page, String heading) {
    List<List<String>> rows = new ArrayList<>();
    boolean below = false;
    for (String line : lines(page)) {
      if (line.startsWith("#")) {
        below = line.startsWith(heading);
      } else if (below && line.startsWith("| ") && !line.startsWith("| guard |")) {
        if (!line.startsWith("| ---")) {
          rows.add(
              Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|"))
                  .map(String::strip)
                  .toList());
        }
      }
    }
    return rows;
  }

  private static List<String> lines(Path page) {
    try {
      return Files.readAllLines(page);
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  private static String plain(String cell) {
    return LINK.matcher(cell).replaceAll("$1").replaceAll(" \\(`?[A-Za-z.]+`?\\)", "");
  }

  private static List<String> code(String cell) {
    return CODE.matcher(cell).results().map(found -> found.group(1)).toList();
  }

  /** Names of classes with their packages, by simple name. */
  private static Map<String, String> classes(Path sources) throws IOException {
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .map(file -> sources.relativize(file).toString())
          .filter(file -> file.endsWith(".java") && !file.endsWith("-info.java"))
          .map(file -> file.replace(".java", "").replace('/', '.'))
          .collect(
              Collectors.toMap(
                  name -> name.substring(name.lastIndexOf('.') + 1),
                  name -> name,
                  (one, other) -> one,
                  TreeMap::new));
    }
  }
}
