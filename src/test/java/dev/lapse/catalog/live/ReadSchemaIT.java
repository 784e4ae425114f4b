package dev.lapse.catalog.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.catalog.OwnedByText;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import dev.lapse.catalog.live.StoreSchema.OnDelete;
import dev.lapse.catalog.live.StoreSchema.TableKind;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class ReadSchemaIT {
  private final TestDatabase database = TestDatabases.create();

  @Test
  void readsColumnsKeysAndTypes() throws SQLException {
    database.run(
        """
        create domain short_code as varchar(8) not null;
        create domain shorter_code as short_code check (length(value) < 4);
        create table t (
          b bigint not null,
          dropped int,
          a varchar(20),
          code shorter_code,
          twice bigint generated always as (b * 2) stored,
          no int generated always as identity,
          tags text[],
          primary key (no, b));
        alter table t drop column dropped;
        """);

    StoreSchema.Table table = read().table(table("t")).orElseThrow();

    assertThat(table.columns())
        .containsExactly(
            new Column("b", "bigint", true, false),
            new Column("a", "character varying(20)", false, false),
            new Column("code", "character varying(8)", true, false),
            new Column("twice", "bigint", false, true),
            new Column("no", "integer", true, true),
            new Column("tags", "text[]", false, false));
    assertThat(table.primaryKey()).containsExactly("no", "b");
    assertThat(table.kind()).isEqualTo(TableKind.ORDINARY);
  }

  @Test
  void ignoresHistoriesOfMigrationsUnlessTheyReferToOthers() throws SQLException {
    database.run(
        """
        create table account (id bigint primary key);
        create table schema_migrations (version text primary key);
        create table goose_db_version (id int primary key, earlier int references goose_db_version);
        create table alembic_version (version text, by_account bigint references account);
        """);
    try (Connection connection = database.dataSource().getConnection()) {
      assertThat(ReadSchema.read(connection).tables().keySet())
          .extracting(TableName::table)
          .containsExactlyInAnyOrder("account", "alembic_version");
    }
  }

  @Test
  void showsPartitionedTableOnceWithItsKeysOnce() throws SQLException {
    database.run(
        """
        create table account (id bigint primary key);
        create table event (id bigint, day date, account_id bigint references account,
          primary key (id, day)) partition by range (day);
        create table event_2025 partition of event for values from ('2025-01-01') to ('2026-01-01')
          partition by range (day);
        create table event_2025_01 partition of event_2025
          for values from ('2025-01-01') to ('2025-02-01');
        create table event_2026 partition of event for values from ('2026-01-01') to ('2027-01-01');
        alter table event_2025_01 add constraint only_here foreign key (account_id)
          references account;
        create table event_2027 (id bigint, day date, account_id bigint,
          constraint a_name_of_its_own foreign key (account_id) references account,
          primary key (id, day));
        alter table event attach partition event_2027
          for values from ('2027-01-01') to ('2028-01-01');
        create table origin (id bigint primary key);
        alter table event add origin_id bigint;
        alter table event_2026 add constraint of_one_partition foreign key (origin_id)
          references origin;
        create table note (id bigint, event_id bigint, event_day date,
          foreign key (event_id, event_day) references event on delete cascade);
        insert into account values (1);
        insert into event select i, '2025-01-02', 1 from generate_series(1, 10) i;
        insert into event select i, '2026-01-02', 1 from generate_series(1, 5) i;
        analyze event_2025_01;
        analyze event_2026;
        """);

    StoreSchema schema = read();

    assertThat(schema.tables().keySet())
        .containsExactly(table("account"), table("event"), table("note"), table("origin"));
    StoreSchema.Table event = schema.table(table("event")).orElseThrow();
    assertThat(event.kind()).isEqualTo(TableKind.PARTITIONED);
    assertThat(event.estimatedRows()).isEqualTo(15);
    assertThat(schema.foreignKeys())
        .containsExactly(
            new ForeignKey(
                "event_account_id_fkey",
                table("event"),
                List.of("account_id"),
                table("account"),
                List.of("id"),
                OnDelete.NO_ACTION,
                false),
            new ForeignKey(
                "of_one_partition",
                table("event"),
                List.of("origin_id"),
                table("origin"),
                List.of("id"),
                OnDelete.NO_ACTION,
                false),
            new ForeignKey(
                "note_event_id_event_day_fkey",
                table("note"),
                List.of("event_id", "event_day"),
                table("event"),
                List.of("id", "day"),
                OnDelete.CASCADE,
                false));
  }

  @Test
  void showsInheritedAndForeignTablesAsWhatTheyAre() throws SQLException {
    database.run(
        """
        create table base (id bigint);
        create table derived (more text) inherits (base);
        create foreign data wrapper nowhere;
        create server elsewhere foreign data wrapper nowhere;
        create foreign table remote (id bigint) server elsewhere;
        create view no_table as select * from base;
        create materialized view no_table_either as select * from base;
        create temporary table not_for_long (id bigint);
        """);

    StoreSchema schema = read();

    assertThat(schema.tables().keySet())
        .containsExactly(table("base"), table("derived"), table("remote"));
    assertThat(schema.tables().values())
        .extracting(StoreSchema.Table::kind)
        .containsExactly(TableKind.ORDINARY, TableKind.INHERITED, TableKind.FOREIGN);
  }

  @Test
  void keepsNamesAsTheyAre() throws SQLException {
    database.run(
        """
        create schema "We ird";
        create table "We ird"."Ta.ble" ("Col""umn" int primary key);
        create table "We ird"."select" ("from" int references "We ird"."Ta.ble");
        """);

    StoreSchema schema = read();

    TableName odd = new TableName("We ird", "Ta.ble");
    assertThat(schema.tables().keySet()).containsExactly(odd, new TableName("We ird", "select"));
    assertThat(schema.foreignKeys().get(0).toColumns()).containsExactly("Col\"umn");
    assertThat(OwnedByText.readTable(odd.toString())).isEqualTo(odd);
  }

  @Test
  void keepsSchemasWithTheSameTablesApart() throws SQLException {
    database.run(
        """
        create schema one;
        create schema two;
        create table one.parent (id int primary key);
        create table one.child (parent_id int references one.parent);
        create table two.parent (id uuid primary key);
        create table two.child (parent_id uuid references two.parent on delete set null);
        """);

    StoreSchema schema = read();

    assertThat(schema.tables()).hasSize(4);
    assertThat(schema.foreignKeys())
        .extracting(key -> key.from() + " -> " + key.to() + " " + key.onDelete())
        .containsExactly("one.child -> one.parent NO_ACTION", "two.child -> two.parent SET_NULL");
  }

  @Test
  void leavesOutWhatIsNobodysQuestion() throws SQLException {
    database.run(
        """
        create schema lapse_store;
        create table lapse_store.progress (id int);
        create table flyway_schema_history (id int);
        create table "__EFMigrationsHistory" (id int);
        create schema atlas_schema_revisions;
        create table atlas_schema_revisions.atlas_schema_revisions (id int);
        create table of_an_extension (id int);
        """);
    assertThat(read().tables().keySet()).containsExactly(table("of_an_extension"));

    database.run("alter extension plpgsql add table of_an_extension");

    assertThat(read().tables()).isEmpty();
  }

  @Test
  void needsNoRightsOnTheTables() throws SQLException {
    database.run(
        """
        create schema hidden;
        create table hidden.account (id bigint primary key);
        create table hidden.contact (account_id bigint not null references hidden.account);
        create role onlooker%1$s login password 'x';
        """
            .formatted(suffix()));

    assertThat(read(database.dataSource("onlooker" + suffix(), "x"))).isEqualTo(read());
  }

  @Test
  void readsALargeSchemaInAMoment() throws SQLException {
    StringBuilder ddl = new StringBuilder("create table account (id bigint primary key);");
    for (int i = 0; i < 149; i++) {
      ddl.append(
          "create table t%d (id bigint primary key, account_id bigint references account);"
              .formatted(i));
    }
    database.run(ddl.toString());
    long before = System.nanoTime();

    StoreSchema schema = read();

    assertThat(schema.tables()).hasSize(150);
    assertThat(schema.foreignKeys()).hasSize(149);
    assertThat((System.nanoTime() - before) / 1_000_000).isLessThan(3_000);
  }

  private String suffix() {
    return database.url().replaceAll(".*/", "_");
  }

  private StoreSchema read() throws SQLException {
    return read(database.dataSource());
  }

  private static StoreSchema read(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return ReadSchema.read(connection);
    }
  }

  private static TableName table(String name) {
    return new TableName("public", name);
  }
}
