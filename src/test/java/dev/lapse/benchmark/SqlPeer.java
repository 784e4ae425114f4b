package dev.lapse.benchmark;

import dev.lapse.testing.TestDatabases.TestDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A peer that PostgreSQL carries out on its own.
 *
 * @param scripts run at the same time, each on a connection of its own
 */
record SqlPeer(
    String name,
    String description,
    BenchmarkServer.Template template,
    String before,
    List<String> scripts)
    implements Peer {
  static List<Peer> all() throws IOException {
    return List.of(
        new SqlPeer(
            "limit",
            "the limit: one statement per table, no proof",
            BenchmarkServer.Template.PRODUCT,
            "",
            List.of(limit("replica", 0, 1))),
        new SqlPeer(
            "limit-2-triggers",
            "the limit with triggers, on two connections",
            BenchmarkServer.Template.PRODUCT,
            "",
            List.of(limit("origin", 0, 2), limit("origin", 1, 2))),
        new SqlPeer(
            "cascade",
            "ON DELETE CASCADE, one transaction",
            BenchmarkServer.Template.CASCADING,
            "",
            List.of("delete from account where state = 'closed'")),
        new SqlPeer(
            "loop",
            "PL/pgSQL loop, one account per transaction",
            BenchmarkServer.Template.PRODUCT,
            BenchmarkServer.script("loop.sql"),
            List.of("call purge_closed()")));
  }

  private static String limit(String role, int part, int parts) throws IOException {
    return "set benchmark.role = %s; set benchmark.part = %d; set benchmark.parts = %d;%n%s"
        .formatted(role, part, parts, BenchmarkServer.script("limit.sql"));
  }

  @Override
  public Purge prepare(BenchmarkServer server, TestDatabase product) {
    product.run(before);
    return () -> {
      ExecutorService connections = Executors.newFixedThreadPool(scripts.size());
      try {
        List<Future<TestDatabase>> running = new ArrayList<>();
        scripts.forEach(sql -> running.add(connections.submit(() -> product.run(sql))));
        for (Future<TestDatabase> script : running) {
          script.get();
        }
      } finally {
        connections.shutdownNow();
      }
    };
  }
}
