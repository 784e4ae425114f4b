package dev.lapse.catalog.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Catalogs;
import dev.lapse.catalog.live.ReadSchema;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What would take the place of an accepted reference is tried before anything is erased. */
class CheckEndedReferencesIT {
  private static final TestDatabase DATABASE = TestDatabases.create();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "nothing",
      textBlock =
          """
          lead_id bigint not null            | on delete set null    | public.visit.lead_id does not accept null, which accepted foreign key visit_lead would write: it is not null; do not accept the key, or change the column
          lead_id some_lead                  | on delete set null    | public.visit.lead_id does not accept null, which accepted foreign key visit_lead would write: value for domain some_lead violates check constraint "some_lead_check"; do not accept the key, or change the column
          lead_id some_lead                  | on delete restrict    | public.visit.lead_id does not accept null, which accepted foreign key visit_lead would write: value for domain some_lead violates check constraint "some_lead_check"; do not accept the key, or change the column
          lead_id bigint not null            | on delete set default | public.visit.lead_id does not accept null, which accepted foreign key visit_lead would write: it is not null; do not accept the key, or change the column
          lead_id bigint default 0           | on delete set default | accepted foreign key visit_lead would set public.visit (lead_id) to its default 0, but public.lead has no such row; insert it, or change the default
          lead_id bigint default -1          | on delete set default | accepted foreign key visit_lead would set public.visit (lead_id) to its default '-1'::integer, but public.lead has no such row; insert it, or change the default
          lead_id bigint default 7           | on delete set default | nothing
          lead_id bigint default random()    | on delete set default | nothing
          lead_id bigint                     | on delete set default | nothing
          lead_id bigint                     | on delete set null    | nothing
          lead_id bigint                     | on delete no action   | nothing
          """)
  void triesWhatWouldTakeThePlaceOfTheReference(String column, String onDelete, String message)
      throws SQLException {
    DATABASE.run(
        """
        drop schema public cascade;
        create schema public;
        create domain some_lead as bigint check (value is not null);
        create table account (id bigint primary key);
        create table lead (id bigint primary key, account_id bigint not null references account);
        create table visit (
          id bigint primary key, account_id bigint not null references account, %s,
          constraint visit_lead foreign key (lead_id) references lead %s);
        insert into account values (1);
        insert into lead values (7, 1);
        """
            .formatted(column, onDelete));

    assertThat(problems()).isEqualTo(message == null ? "" : message);
  }

  private static String problems() throws SQLException {
    Catalog catalog =
        Catalogs.withSets(
            "table: public.account, owned-by: id",
            "table: public.lead, owned-by: account_id",
            "table: public.visit, owned-by: account_id, accepts: [visit_lead]");
    try (Connection connection = DATABASE.dataSource().getConnection()) {
      return CheckRows.check(
              catalog, catalog.stores().get(0), ReadSchema.read(connection), connection)
          .problems()
          .stream()
          .map(CatalogProblem::message)
          .collect(java.util.stream.Collectors.joining("\n"));
    }
  }

  @Test
  void constantsComputeNothing() {
    assertThat(CheckEndedReferences.isConstant("'a'::text")).isTrue();
    assertThat(CheckEndedReferences.isConstant("'-1'::integer")).isTrue();
    assertThat(CheckEndedReferences.isConstant("nextval('s'::regclass)")).isFalse();
    assertThat(CheckEndedReferences.isConstant("'a' || f()")).isFalse();
    assertThat(CheckEndedReferences.isConstant("'a'::text || f('b'::text)")).isFalse();
  }
}
