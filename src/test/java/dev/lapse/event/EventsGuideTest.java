package dev.lapse.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.file.YamlMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What the guide to the events shows is so. */
class EventsGuideTest {
  private static final String SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

  private final String guide = read();

  @Test
  void settingsCanBeWrittenSo() {
    List<String> blocks = blocks("yaml");

    assertThat(blocks).hasSize(2);
    assertThat(blocks)
        .allSatisfy(
            block ->
                assertThat(
                        ReadEventSettings.from(
                                YamlMap.read(
                                    "events.yaml",
                                    block,
                                    text -> text.replaceAll("\\$\\{[A-Z_]+}", SECRET)))
                            .names())
                    .hasSize(1));
  }

  @Test
  void exampleIsAValidEvent() {
    List<String> blocks = blocks("json");

    assertThat(blocks).hasSize(1);
    assertThat(new AsyncApi().errors(new JsonMapper().readTree(blocks.get(0)))).isEmpty();
  }

  @Test
  void everyTypeIsExplained() {
    assertThat(EventType.texts())
        .allSatisfy(type -> assertThat(guide).containsPattern("(?m)^\\|.*`" + type + "`.*\\|"));
  }

  private List<String> blocks(String language) {
    return Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
        .matcher(guide)
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  private static String read() {
    try {
      return Files.readString(Path.of("docs", "events.md"));
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }
}
