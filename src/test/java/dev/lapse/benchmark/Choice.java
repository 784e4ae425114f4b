package dev.lapse.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is measured, as system properties say.
 *
 * @param complete whether nothing was left out
 * @param folder where the cluster is kept; null where it is not
 */
record Choice(List<Peer> peers, int rounds, double scale, boolean complete, @Nullable Path folder) {
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
    String folder = System.getProperty(PREFIX + "folder");
    return new Choice(
        all.stream().filter(peer -> chosen.contains(peer.name())).toList(),
        rounds,
        scale,
        rounds >= 5 && scale == 1 && chosen.size() == all.size(),
        folder == null ? null : Path.of(folder).toAbsolutePath());
  }
}
