package dev.lapse.erase.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.RowCounts;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Catalogs;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.live.ReadSchema;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.erase.postgresql.PlanErasure.Options;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.ResolveJoinPaths;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A row is counted wherever it goes within its table meanwhile. */
class CountInOneSnapshotIT {
  private static final String SECOND_PAGE = "t.ctid >= '(1,0)'";

  private final TestDatabase database = TestDatabases.create();

  /** The event of account 2 is on the second page, which is full; the first has room. */
  private void fillTwoPages() {
    database.run(
        """
        create table account (id bigint primary key);
        create table event (id bigint primary key, account_id bigint, body char(1000));
        alter table event alter body set storage plain;
        insert into account values (2), (3);
        insert into event select i, case when i = 14 then 2 else 3 end, 'x' from generate_series(1, 14) i;
        delete from event where id <= 3;
        """);
    database.run("vacuum event");
  }

  @Test
  void rowThatMovesIntoACountedPageIsCounted() throws SQLException {
    fillTwoPages();
    assertThat(placeOfTheEvent()).startsWith("(1,");

    RowCounts counted = count(new MovingDuringTheCount());

    assertThat(placeOfTheEvent()).startsWith("(0,");
    assertThat(counted.of("2"))
        .containsOnly(
            Map.entry("product.public.account", 1L), Map.entry("product.public.event", 1L));
  }

  private RowCounts count(DelegatingDataSource source) throws SQLException {
    Catalog catalog =
        Catalogs.withSets(
            "table: public.account, owned-by: id", "table: public.event, owned-by: account_id");
    Store store = catalog.stores().get(0);
    StoreSchema schema;
    try (Connection connection = database.dataSource().getConnection()) {
      schema = ReadSchema.read(connection);
    }
    ErasurePlan plan =
        PreparePostgres.plans(
                catalog, store, schema, new Options(set -> true, true, true, false, Set.of()))
            .together();
    return new CountByPath(
            store.name(),
            List.copyOf(plan.sets().values()),
            new ResolveJoinPaths(catalog, store, schema, Map.of()),
            plan.sequences())
        .inParts(source, List.of("2"));
  }

  private String placeOfTheEvent() {
    return JdbcClient.create(database.dataSource())
        .sql("select ctid::text from event where id = 14")
        .query(String.class)
        .single();
  }

  /** Gives no statement the time for more than a page; before the second page the event moves. */
  private final class MovingDuringTheCount extends DelegatingDataSource {
    private final AtomicBoolean moved = new AtomicBoolean();

    MovingDuringTheCount() {
      super(database.dataSource());
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection real = super.getConnection();
      return (Connection)
          Proxy.newProxyInstance(
              Connection.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("prepareStatement")) {
                  before((String) arguments[0]);
                }
                try {
                  return method.invoke(real, arguments);
                } catch (InvocationTargetException failed) {
                  throw failed.getCause();
                }
              });
    }

    private void before(String sql) throws SQLException {
      if (!sql.contains("event")) {
        return;
      }
      if (!sql.contains("'(1,0)'")) {
        throw new SQLException("canceling statement due to statement timeout", "57014");
      }
      if (sql.contains(SECOND_PAGE) && moved.compareAndSet(false, true)) {
        database.run("update event set body = 'y' where id = 14");
      }
    }
  }
}
