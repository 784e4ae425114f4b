package dev.lapse.catalog.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema.Check;
import dev.lapse.catalog.live.StoreSchema.Distinction;
import dev.lapse.catalog.live.StoreSchema.Event;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import dev.lapse.catalog.live.StoreSchema.OnDelete;
import dev.lapse.catalog.live.StoreSchema.Trigger;
import dev.lapse.catalog.live.StoreSchema.UnpublishableChange;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadConstraintsIT {
  private final TestDatabase database = TestDatabases.create();

  @Test
  void foreignKeySaysHowItComparesAndWhatItSets() throws SQLException {
    database.run(
        """
        create extension btree_gist;
        create table tariff (product bigint, valid daterange, primary key (product, valid without overlaps));
        create table usage (product bigint, day daterange,
          constraint covered foreign key (product, period day) references tariff (product, period valid));
        create table account (id bigint primary key);
        create table plan (account_id bigint, id bigint, primary key (account_id, id));
        create table visit (account_id bigint, plan_id bigint,
          constraint only_plan foreign key (account_id, plan_id) references plan on delete set null (plan_id),
          constraint believed foreign key (account_id) references account on delete cascade not enforced);
        """);

    assertThat(read().foreignKeys())
        .containsExactly(
            new ForeignKey(
                "covered",
                table("usage"),
                List.of("product", "day"),
                table("tariff"),
                List.of("product", "valid"),
                OnDelete.NO_ACTION,
                List.of("product", "day"),
                false,
                true,
                true),
            new ForeignKey(
                "believed",
                table("visit"),
                List.of("account_id"),
                table("account"),
                List.of("id"),
                OnDelete.NO_ACTION,
                List.of("account_id"),
                false,
                false,
                false),
            new ForeignKey(
                "only_plan",
                table("visit"),
                List.of("account_id", "plan_id"),
                table("plan"),
                List.of("account_id", "id"),
                OnDelete.SET_NULL,
                List.of("plan_id"),
                false,
                false,
                true));
  }

  @Test
  void onlyEqualityOverAllRowsMakesUnique() throws SQLException {
    database.run(
        """
        create extension btree_gist;
        create table t (a bigint, b bigint, c text, d int4range, valid daterange, primary key (a, valid without overlaps),
          unique nulls not distinct (b) include (c), exclude using gist (d with &&));
        create unique index on t (a) where b > 0;
        create unique index on t (lower(c));
        """);

    StoreSchema.Table t = read().table(table("t")).orElseThrow();

    assertThat(t.uniqueKeys()).containsExactly(Set.of("b"));
    assertThat(t.isUnique(List.of("a"))).isFalse();
    assertThat(t.distinctions())
        .extracting(Distinction::columns, Distinction::nullsDistinct, Distinction::plain)
        .containsExactlyInAnyOrder(
            tuple(List.of("a", "valid"), true, false),
            tuple(List.of("b"), false, true),
            tuple(List.of("d"), true, false),
            tuple(List.of("a", "b"), true, false),
            tuple(List.of("c"), true, false));
  }

  @Test
  void checksNameTheirColumnsAndThePartitionThatAloneHasThem() throws SQLException {
    database.run(
        """
        create table event (id bigint, day date, kind text,
          constraint kind_or_id check (kind is not null or id > 0),
          constraint believed check (id < 7) not enforced) partition by range (day);
        create table event_2026 partition of event for values from ('2026-01-01') to ('2027-01-01');
        alter table event_2026 add constraint short check (length(kind) < 4);
        """);

    assertThat(read().table(table("event")).orElseThrow().checks())
        .containsExactly(
            new Check(
                "kind_or_id",
                table("event"),
                "((kind IS NOT NULL) OR (id > 0))",
                List.of("id", "kind")),
            new Check("short", table("event_2026"), "(length(kind) < 4)", List.of("kind")));
  }

  @Test
  void readsWhatRunsAtDeleteAndAtUpdate() throws SQLException {
    database.run(
        """
        create table t (id bigint, mail text, name text) partition by list (id);
        create table t_1 partition of t for values in (1);
        create table log (t jsonb);
        create function keep() returns trigger language plpgsql as 'begin insert into log values (to_jsonb(old)); return new; end';
        create trigger either after delete or update of mail, name on t for each row execute function keep();
        create trigger inserted after insert on t for each row execute function keep();
        create trigger off after delete on t for each row execute function keep();
        alter table t disable trigger off;
        create constraint trigger late after update on t_1 deferrable for each row execute function keep();
        alter table t_1 enable always trigger late;
        create rule as_rule as on update to log do also delete from t where false;
        """);

    List<Trigger> triggers = read().triggers();

    assertThat(triggers)
        .extracting(
            Trigger::table,
            Trigger::name,
            Trigger::events,
            Trigger::updateColumns,
            Trigger::onReplica,
            Trigger::deferred,
            Trigger::function)
        .containsExactly(
            tuple(
                table("log"), "as_rule", Set.of(Event.UPDATE), List.of(), false, false, "as_rule"),
            tuple(
                table("t"),
                "either",
                Set.of(Event.DELETE, Event.UPDATE),
                List.of("mail", "name"),
                false,
                false,
                "public.keep"),
            tuple(table("t"), "late", Set.of(Event.UPDATE), List.of(), true, true, "public.keep"));
    assertThat(triggers.get(1).source()).contains("insert into log");
    assertThat(triggers.get(1).firesOnUpdateOf(List.of("id"))).isFalse();
    assertThat(triggers.get(1).firesOnUpdateOf(List.of("id", "mail"))).isTrue();
  }

  @Test
  void namesTheChangesThatNoPublicationCanDescribe() throws SQLException {
    database.run(
        """
        create table keyed (id bigint primary key, kind text);
        create table bare (id bigint);
        create table filtered (id bigint primary key, kind text);
        create table cut (id bigint primary key, kind text);
        create table whole (id bigint);
        alter table whole replica identity full;
        create table parts (id bigint primary key) partition by range (id);
        create table parts_1 partition of parts for values from (1) to (10);
        create table parts_2 partition of parts for values from (10) to (20);
        alter table parts_2 replica identity nothing;
        create publication plain for table keyed, bare, whole, parts;
        create publication narrow for table filtered where (kind = 'a'), cut (kind);
        create publication inserts for table bare with (publish = 'insert');
        create publication updates for table bare with (publish = 'update');
        """);

    Set<Event> both = Set.of(Event.DELETE, Event.UPDATE);
    assertThat(read().unpublishable())
        .containsExactly(
            change("bare", "bare", "plain", both),
            change("bare", "bare", "updates", Set.of(Event.UPDATE)),
            new UnpublishableChange(
                table("cut"),
                table("cut"),
                "narrow",
                both,
                "alter publication narrow: its column list for this table must name all columns of the replica identity"),
            change("filtered", "filtered", "narrow", both),
            change("parts", "parts_2", "plain", both));
  }

  private static UnpublishableChange change(
      String table, String part, String publication, Set<Event> events) {
    return new UnpublishableChange(
        table(table),
        table(part),
        publication,
        events,
        "alter table public.%s replica identity full;".formatted(part));
  }

  private StoreSchema read() throws SQLException {
    try (Connection connection = database.dataSource().getConnection()) {
      return ReadSchema.read(connection);
    }
  }

  private static TableName table(String name) {
    return new TableName("public", name);
  }
}
