package dev.lapse.benchmark;

import dev.lapse.testing.TestDatabases.TestDatabase;
import java.io.IOException;
import java.util.List;

/** One that PostgreSQL does by itself. */
record SqlPeer(
    String name, String description, BenchmarkServer.Template template, String before, String sql)
    implements Peer {
  static List<Peer> all() throws IOException {
    return List.of(
        new SqlPeer(
            "limit",
            "the limit: one statement per table, no proof",
            BenchmarkServer.Template.PRODUCT,
            "",
            BenchmarkServer.script("limit.sql")),
        new SqlPeer(
            "cascade",
            "ON DELETE CASCADE, one transaction",
            BenchmarkServer.Template.CASCADING,
            "",
            "delete from account where state = 'closed'"),
        new SqlPeer(
            "loop",
            "PL/pgSQL loop, one account per transaction",
            BenchmarkServer.Template.PRODUCT,
            BenchmarkServer.script("loop.sql"),
            "call purge_closed()"));
  }

  @Override
  public Purge prepare(BenchmarkServer server, TestDatabase product) {
    product.run(before);
    return () -> product.run(sql);
  }
}
