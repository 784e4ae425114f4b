package dev.lapse.benchmark;

import dev.lapse.testing.TestDatabases.TestDatabase;
import java.util.Map;

/** One way of deleting the data of all closed accounts. */
interface Peer {
  /** What it is chosen and shown by. */
  String name();

  /** What it does, in a few words. */
  String description();

  /** Which product it gets a copy of. */
  default BenchmarkServer.Template template() {
    return BenchmarkServer.Template.PRODUCT;
  }

  /** Does what is not measured: connects, starts, creates procedures. */
  Purge prepare(BenchmarkServer server, TestDatabase product) throws Exception;

  /** What is measured. */
  interface Purge extends AutoCloseable {
    void run() throws Exception;

    /** Seconds by the names of the parts it consists of, where it knows any. */
    default Map<String, Double> steps() {
      return Map.of();
    }

    @Override
    default void close() {}
  }
}
