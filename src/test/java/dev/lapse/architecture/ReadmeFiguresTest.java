package dev.lapse.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The README repeats the figures that the benchmark wrote. */
class ReadmeFiguresTest {
  /** The lines of the README's table and the peers that they are about, in its order. */
  private static final List<String> PEERS =
      List.of("limit", "lapse-2", "lapse-2-triggers", "cascade", "loop", "spring-batch");

  @Test
  void readmeHasTheFiguresOfTheLastBenchmark() throws IOException {
    Map<String, JsonNode> measured =
        StreamSupport.stream(
                JsonMapper.shared()
                    .readTree(Files.readString(Path.of("docs/performance/purge.json")))
                    .get("peers")
                    .spliterator(),
                false)
            .collect(Collectors.toMap(peer -> peer.get("peer").asString(), peer -> peer));

    List<String> written =
        Files.readString(Path.of("README.md"))
            .lines()
            .dropWhile(line -> !line.startsWith("## How fast a purge is"))
            .filter(line -> line.startsWith("| ") && line.endsWith(" |") && !line.contains("---"))
            .skip(1)
            .limit(PEERS.size())
            .map(line -> line.substring(line.indexOf('|', 1)).replace("*", ""))
            .toList();

    assertThat(written).isEqualTo(PEERS.stream().map(peer -> line(measured.get(peer))).toList());
  }

  private static String line(JsonNode peer) {
    return String.format(
        Locale.ROOT,
        "| %.1f | %.2f | %.2f | %.2f |",
        peer.get("seconds").asDouble(),
        peer.get("timesLimit").asDouble(),
        peer.get("timesCascade").asDouble(),
        peer.get("timesLoop").asDouble());
  }
}
