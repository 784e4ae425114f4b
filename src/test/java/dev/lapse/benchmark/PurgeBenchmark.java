package dev.lapse.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.TestDatabases.TestDatabase;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Purges 200 of 2,000 accounts in several ways, each on a fresh copy of one database: {@code ./mvnw
 * -Pbenchmark verify}. docs/testing.md says what can be chosen.
 */
class PurgeBenchmark {
  @Test
  @Timeout(4 * 3600)
  void purgesBesideItsPeers() throws Exception {
    List<Peer> peers = chosen();
    int rounds = Integer.getInteger("lapse.benchmark.rounds", 5);
    double scale = Double.parseDouble(System.getProperty("lapse.benchmark.scale", "1"));
    String kept = System.getProperty("lapse.benchmark.folder");
    try (BenchmarkServer server =
        BenchmarkServer.start(kept == null ? null : Path.of(kept).toAbsolutePath(), scale)) {
      List<Measurement> measurements = new ArrayList<>();
      for (int round = 1; round <= rounds; round++) {
        List<Peer> order = new ArrayList<>(peers);
        Collections.rotate(order, 1 - round);
        for (Peer peer : order) {
          Measurement measured = measure(server, peer, round);
          measurements.add(measured);
          System.out.printf(
              Locale.ROOT, "round %d: %-18s %6.2f s%n", round, peer.name(), measured.seconds());
        }
      }
      Comparison comparison = new Comparison(measurements);
      System.out.println();
      System.out.print(ComparisonTable.of(comparison, peers));
    }
  }

  private static Measurement measure(BenchmarkServer server, Peer peer, int round)
      throws Exception {
    server.removeCopies();
    TestDatabase product = server.product(peer.template());
    RowCounts before = RowCounts.of(product);
    try (Peer.Purge purge = peer.prepare(server, product)) {
      server.settle(product);
      double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
      long started = System.nanoTime();
      purge.run();
      double seconds = (System.nanoTime() - started) / 1e9;
      BenchmarkServer.Statements statements = server.statements();
      assertThat(RowCounts.of(product)).as(peer.name()).isEqualTo(before.purged());
      return new Measurement(
          round,
          peer.name(),
          seconds,
          statements.statements(),
          statements.seconds(),
          purge.steps(),
          load);
    }
  }

  private static List<Peer> chosen() throws Exception {
    List<Peer> all = Stream.concat(SqlPeer.all().stream(), LapsePeer.all().stream()).toList();
    String chosen = System.getProperty("lapse.benchmark.peers");
    if (chosen == null) {
      return all;
    }
    List<String> names = all.stream().map(Peer::name).toList();
    assertThat(names).as("the peers there are").contains(chosen.split(","));
    return all.stream().filter(peer -> List.of(chosen.split(",")).contains(peer.name())).toList();
  }
}
