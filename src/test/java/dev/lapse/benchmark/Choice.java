package dev.lapse.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is measured, as system properties say.
 *
 * @param settings of PostgreSQL, beside or instead of the usual ones
 * @param complete whether nothing was left out or changed
 * @param folder where the cluster is kept; null where it is not
 */
record Choice(
    List<Peer> peers,
    int rounds,
    double scale,
    Map<String, String> settings,
    boolean complete,
    @Nullable Path folder) {
  private static final String PREFIX = "lapse.benchmark.";

  static Choice fromProperties() throws IOException {
    List<Peer> all = new ArrayList<>(SqlPeer.all());
    all.add(new SpringBatchPeer());
    all.addAll(LapsePeer.all());
    List<String> names = all.stream().map(Peer::name).toList();
    List<String> chosen =
        List.of(System.getProperty(PREFIX + "peers", String.join(",", names)).split(","));
    assertThat(names).as("the peers there are").containsAll(chosen);
    int rounds = Integer.getInteger(PREFIX + "rounds", 5);
    double scale = Double.parseDouble(System.getProperty(PREFIX + "scale", "1"));
    Map<String, String> settings = settings(System.getProperty(PREFIX + "settings", ""));
    String folder = System.getProperty(PREFIX + "folder");
    return new Choice(
        all.stream().filter(peer -> chosen.contains(peer.name())).toList(),
        rounds,
        scale,
        settings,
        settings.isEmpty() && rounds >= 5 && scale == 1 && chosen.size() == all.size(),
        folder == null ? null : Path.of(folder).toAbsolutePath());
  }

  /** How many statements are printed with each measurement: those that took most time. */
  static int printedStatements() {
    return Integer.getInteger(PREFIX + "statements", 0);
  }

  private static Map<String, String> settings(String text) {
    return Arrays.stream(text.split(","))
        .filter(setting -> !setting.isBlank())
        .map(setting -> setting.split("=", 2))
        .collect(Collectors.toMap(setting -> setting[0], setting -> setting[1]));
  }
}
