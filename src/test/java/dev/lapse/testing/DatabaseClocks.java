package dev.lapse.testing;

import dev.lapse.catalog.live.StoreClock;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.Connection;
import java.time.Instant;

/**
 * The clocks of the databases of a {@link TestProgram}, which stand still until they are set: tests
 * take place at invented dates. In Lapse's own database the function that reads the clock is
 * another one, which triggers and the program meet alike.
 */
public final class DatabaseClocks {
  private static final String SETTABLE =
      """
      create schema if not exists lapse_test;
      grant usage on schema lapse_test to public;
      create table if not exists lapse_test.clock (now timestamptz not null);
      grant select on lapse_test.clock to public;
      create or replace function lapse.clock() returns timestamptz
        language sql volatile
      as 'select now from lapse_test.clock';
      """;

  final StoreClock ofStores = new OfStores();
  private final TestDatabase lapse;
  private volatile Instant stores = Instant.EPOCH;

  DatabaseClocks(TestDatabase lapse) {
    this.lapse = lapse;
    lapse.run(SETTABLE);
  }

  /** Sets those of all databases. */
  public void set(Instant now) {
    setLapse(now);
    setStores(now);
  }

  /** Sets that of Lapse's own. */
  public void setLapse(Instant now) {
    lapse.run(
        "delete from lapse_test.clock; insert into lapse_test.clock values ('%s')".formatted(now));
  }

  /** Sets those of the stores. */
  public void setStores(Instant now) {
    stores = now;
  }

  private final class OfStores extends StoreClock {
    @Override
    public Instant read(Connection connection) {
      return stores;
    }
  }
}
