package dev.lapse.source;

import dev.lapse.testing.TestProgram;
import org.junit.jupiter.api.Test;

class MeasureFirstRead {
  @Test
  void measure() {
    TestProgram program = StoreProgram.withClosed(0);
    program.product.run(
        "insert into account (id, state, lapsed_at, retain_data) select i, case when i % 20 = 0 then 'closed' when i % 20 = 1 then 'paused' else 'active' end, case when i % 20 < 2 then timestamptz '2026-11-09T00:00:00Z' - (i % 300) * interval '1 day' end, i % 20 = 1 from generate_series(1, 20000) i");
    for (int round = 0; round < 5; round++) {
      if (round == 3) {
        program.product.run("truncate account cascade");
        program.product.run(
            "insert into account (id, state, lapsed_at, retain_data) select i, case when i % 20 = 0 then 'closed' when i % 20 = 1 then 'paused' else 'active' end, case when i % 20 < 2 then timestamptz '2026-11-09T00:00:00Z' - (i % 300) * interval '1 day' end, i % 20 = 1 from generate_series(1, 100000) i");
      }
      if (round < 5 && round != 4) {
        program.lapse.run(dev.lapse.testing.SharedProgram.EMPTY);
      }
      long start = System.nanoTime();
      program.get(ReadAccounts.class).sync("main", true);
      double seconds = (System.nanoTime() - start) / 1e9;
      long n = program.inLapse().sql("select count(*) from lapse.account").query(Long.class).single();
      System.out.printf("MEASURE round %d: %d accounts in %.2f s, %.0f a second%n", round, n, seconds, n / seconds);
    }
    program.product.run("truncate account cascade; insert into account (id, state, lapsed_at) select i, 'closed', timestamptz '2026-11-09T00:00:00Z' - (i % 300) * interval '1 day' from generate_series(1, 100000) i");
    program.lapse.run(dev.lapse.testing.SharedProgram.EMPTY);
    long start = System.nanoTime();
    program.get(ReadAccounts.class).sync("main", true);
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("MEASURE all lapsed: 100000 in %.2f s, %.0f a second%n", seconds, 100000 / seconds);
  }
}
