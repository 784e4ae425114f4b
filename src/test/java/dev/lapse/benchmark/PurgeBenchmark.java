package dev.lapse.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/**
 * Deletes the data of 200 of 2,000 accounts in several ways, each time on a fresh copy of one
 * database: {@code ./mvnw -Pbenchmark verify}. docs/testing.md says what can be chosen.
 */
class PurgeBenchmark {
  @Test
  @Timeout(4 * 3600)
  void purgesBesideItsPeers() throws Exception {
    quiet();
    Choice choice = Choice.fromProperties();
    try (BenchmarkServer server = BenchmarkServer.start(choice)) {
      RowCounts product = RowCounts.of(server.product(BenchmarkServer.Template.PRODUCT));
      List<Measurement> measurements = new ArrayList<>();
      for (int round = 1; round <= choice.rounds(); round++) {
        List<Peer> order = new ArrayList<>(choice.peers());
        Collections.rotate(order, 1 - round);
        for (Peer peer : order) {
          Measurement measured = measure(server, product, peer, round);
          System.out.printf(
              Locale.ROOT, "round %d: %-16s %6.2f s%n", round, peer.name(), measured.seconds());
          measurements.add(measured);
        }
      }
      report(
          Comparison.of(
              Machine.here(server), product, choice.rounds(), choice.peers(), measurements),
          choice.complete());
    }
  }

  private static Measurement measure(
      BenchmarkServer server, RowCounts expected, Peer peer, int round) throws Exception {
    server.removeCopies();
    TestDatabase product = server.product(peer.template());
    try (Peer.Purge purge = peer.prepare(server, product)) {
      server.settle(product);
      Machine.awaitIdle();
      double load = Machine.load();
      double cpu = Machine.cpuSeconds();
      long started = System.nanoTime();
      purge.run();
      double seconds = (System.nanoTime() - started) / 1e9;
      cpu = Machine.cpuSeconds() - cpu;
      BenchmarkServer.Work work = server.work();
      print(server.dearest(Choice.printedStatements()));
      assertThat(RowCounts.of(product)).as(peer.name()).isEqualTo(expected.purged());
      return new Measurement(
          round,
          peer.name(),
          seconds,
          work.statements(),
          work.seconds(),
          cpu,
          work.walMegabytes(),
          purge.steps(),
          load);
    }
  }

  private static void print(List<BenchmarkServer.Statement> statements) {
    for (BenchmarkServer.Statement statement : statements) {
      System.out.printf(
          Locale.ROOT,
          "%8d calls %8.2f s %9d rows %10d pages  %s%n",
          statement.calls(),
          statement.seconds(),
          statement.rows(),
          statement.pages(),
          statement.statement().replaceAll("\\s+", " "));
    }
  }

  private static void report(Comparison comparison, boolean complete) throws Exception {
    System.out.printf("%n%s%n%n%s%n", comparison.machine(), ComparisonTable.of(comparison));
    WriteComparison.to(Path.of("target/benchmark"), comparison);
    if (complete) {
      WriteComparison.to(Path.of("docs/performance"), comparison);
    }
  }

  private static void quiet() {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
  }
}
