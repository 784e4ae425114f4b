package dev.lapse.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.problem.ProblemType;
import dev.lapse.testing.HttpCaller;
import dev.lapse.testing.ServingProgram;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the guide shows is sent, in its order, and what it says is answered is answered. */
class ApiGuideIT {
  private static final Path GUIDE = Path.of("docs/api.md");
  private static final Pattern BLOCK = Pattern.compile("(?s)```(sh|json)\n(.*?)```");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
  private final TestProgram program = ServingProgram.knowingNothing();

  @Test
  void examplesAreAnsweredAsTheGuideSays() throws IOException {
    SharedProgram.fill(program, 42);
    program.imports("{\"id\":\"0042\",\"kind\":\"direct\",\"state\":\"active\"}\n");
    HttpCaller.Answer last = null;
    int compared = 0;
    for (MatchResult block : BLOCK.matcher(Files.readString(GUIDE)).results().toList()) {
      if (block.group(1).equals("json")) {
        JsonNode said = JsonMapper.builder().build().readTree(block.group(2));
        assertThat(last).isNotNull();
        assertContains(last.json(), said, "");
        compared++;
        continue;
      }
      for (String command : block.group(2).replace("\\\n", " ").split("\n")) {
        last = send(words(command));
        assertThat(last.status()).as(command + " " + last.body()).isIn(200, 201, 409);
      }
    }
    assertThat(compared).isEqualTo(5);
  }

  @Test
  void problemsOfTheGuideAreThoseOfTheProgram() throws IOException {
    List<String> rows =
        Files.readAllLines(GUIDE).stream().filter(line -> line.startsWith("| `")).toList();

    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(ProblemType.values())
                .map(
                    type ->
                        "| `%s` | %d | %s |".formatted(type.text(), type.status(), type.title()))
                .collect(Collectors.toList()));
  }

  private HttpCaller.Answer send(List<String> words) {
    HttpCaller caller = HttpCaller.of(program);
    String method = "GET";
    String path = "";
    String body = "";
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i);
      switch (word) {
        case "-X" -> method = words.get(++i);
        case "-d" -> body = words.get(++i);
        case "-H" -> {
          String header = words.get(++i);
          caller =
              header.startsWith("$")
                  ? caller.as(header.substring(1).toLowerCase(java.util.Locale.ROOT))
                  : caller.with(
                      header.substring(0, header.indexOf(':')),
                      header.substring(header.indexOf(':') + 1).strip());
        }
        default -> path = word.replace("$LAPSE", "");
      }
    }
    return caller.send(
        method, path, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    WORD.matcher(command)
        .results()
        .forEach(
            found ->
                words.add(
                    found.group(1) != null
                        ? found.group(1)
                        : found.group(2) != null ? found.group(2) : found.group(3)));
    assertThat(words.get(0)).isEqualTo("curl");
    return words;
  }

  private static void assertContains(JsonNode answer, JsonNode said, String where) {
    if (!said.isObject()) {
      assertThat(answer).as(where).isEqualTo(said);
      return;
    }
    for (String name : said.propertyNames()) {
      assertThat(answer.has(name)).as(where + "/" + name).isTrue();
      assertContains(answer.get(name), said.get(name), where + "/" + name);
    }
  }
}
