package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables without keys, with keys of several columns, in parts, and without an index. */
class OddTablesIT {
  @ParameterizedTest
  @MethodSource("dev.lapse.cases.Keys#some")
  void erasesIdenticalRowsOfTheRightAccount(Keys keys) {
    Case.of(
            keys,
            """
            create table account (id KEY primary key);
            create table event (account_id KEY, what text);
            create table page_view (account_id KEY references account, url text, seconds int);
            """)
        .nobodys("insert into event values (null, 'click'), (null, 'click')")
        .rowsOf(
            """
            insert into account values (k({a}));
            insert into event values (k({a}), 'click'), (k({a}), 'click'), (k({a}), null);
            insert into page_view select k({a}), '/', 1 from generate_series(1, 20);
            """,
            1,
            2,
            3)
        .answers("public.event", "owned-by: account_id")
        .answers("public.page_view", "owned-by: account_id")
        .closes(1, 2)
        .purge()
        .erasedOnly(1, 2);
  }

  @ParameterizedTest
  @CsvSource({"BIGINT,false", "UUID,true", "TEXT,false"})
  void keysOfSeveralColumns(Keys keys, boolean limited) {
    Case made =
        Case.of(
                keys,
                """
                create table account (id KEY primary key);
                create table invoice (
                  account_id KEY not null references account, number int, total int, primary key (account_id, number)
                );
                create table line (
                  invoice_account KEY not null, invoice_number int not null, position int, what text,
                  primary key (invoice_account, invoice_number, position),
                  foreign key (invoice_account, invoice_number) references invoice
                );
                create table refund (
                  line_account KEY, line_invoice int, line_position int, amount int,
                  foreign key (line_account, line_invoice, line_position) references line
                );
                """)
            .nobodys("insert into refund values (null, null, null, 3), (k(1), null, 1, 4)")
            .rowsOf(
                """
                insert into account values (k({a}));
                insert into invoice values (k({a}), 1, 10), (k({a}), 2, 20);
                insert into line values (k({a}), 1, 1, 'a'), (k({a}), 1, 2, 'b'), (k({a}), 2, 1, 'c');
                insert into refund values (k({a}), 1, 2, 5);
                """,
                1,
                2,
                3)
            .answers(
                "public.line",
                "owned-by: \"(invoice_account, invoice_number) -> public.invoice.(account_id, number)\"")
            .edits(
                "public.refund",
                "owned-by: \"(line_account, line_invoice, line_position) -> public.line.(invoice_account,"
                    + " invoice_number, position)\"")
            .closes(1, 3);
    (limited ? made.asLimitedRole() : made).purge().erasedOnly(1, 3);
  }

  /** Its parent shows its rows no more, and PostgreSQL still calls it a partition. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void partitionWhoseDetachingWasInterruptedBlocks(boolean limited) throws SQLException {
    Case made =
        Case.of(
                """
                create table account (id bigint primary key);
                create table visit (account_id bigint, day date) partition by range (day);
                create table visit_2025 partition of visit for values from ('2025-01-01') to ('2026-01-01');
                create table visit_2026 partition of visit for values from ('2026-01-01') to ('2027-01-01');
                """)
            .rowsOf("insert into account values ({a}), ({b})", 1)
            .rowsOf("insert into visit values (1, '2025-05-05'), (1, '2026-05-05')", 1)
            .edits("public.visit", "owned-by: account_id")
            .closes(1);
    beginToDetach(made, "visit", "visit_2025");
    made.rowsOf("select", 1);

    assertThat(made.discovered().entry("public.visit_2025")).isNotEmpty();
    String catalog = without(made, "public.visit_2025");
    assertThat(made.commands().check(catalog).out()).contains("public.visit_2025 is not listed");
    (limited ? made.asLimitedRole() : made).purge(catalog).refused(1, "public.visit_2025");
    made.edits("public.visit_2025", "owned-by: account_id").purge().isErased(1);
    assertThat(CaseDatabases.count("visit_2025")).isZero();
  }

  private static String without(Case made, String table) {
    CatalogText catalog =
        CatalogText.read(made.edits("public.visit_2025", "owned-by: account_id").catalog());
    catalog.remove(table);
    return catalog.text();
  }

  /** Detaching waits for whoever reads the table, and gives up. */
  private static void beginToDetach(Case made, String table, String partition) throws SQLException {
    try (Connection reading = made.product().dataSource().getConnection();
        Connection detaching = made.product().dataSource().getConnection()) {
      reading.setAutoCommit(false);
      reading.createStatement().execute("select from " + table);
      detaching.createStatement().execute("set statement_timeout = 100");
      assertThatThrownBy(
              () ->
                  detaching
                      .createStatement()
                      .execute(
                          "alter table %s detach partition %s concurrently"
                              .formatted(table, partition)))
          .hasMessageContaining("statement timeout");
    }
  }

  @ParameterizedTest
  @CsvSource({"BIGINT,true", "UUID,false"})
  void partitionsAndPartitionsOfPartitions(Keys keys, boolean limited) {
    Case made =
        Case.of(
                keys,
                """
                create table account (id KEY primary key);
                create table visit (
                  id bigint, account_id KEY not null references account, day date, primary key (id, day)
                ) partition by range (day);
                create table visit_2025 partition of visit for values from ('2025-01-01') to ('2026-01-01');
                create table visit_2026 partition of visit for values from ('2026-01-01') to ('2027-01-01')
                  partition by hash (id);
                create table visit_2026_0 partition of visit_2026 for values with (modulus 2, remainder 0);
                create table visit_2026_1 partition of visit_2026 for values with (modulus 2, remainder 1);
                create table visit_detail (
                  visit_id bigint not null, visit_day date not null, what text,
                  foreign key (visit_id, visit_day) references visit
                );
                create table mail (account_id KEY not null, kind text not null, body text) partition by list (kind);
                create table mail_in partition of mail for values in ('in');
                create table mail_other partition of mail default;
                create table counter (account_id KEY references account, n int) partition by hash (n);
                create table counter_0 partition of counter for values with (modulus 1, remainder 0);
                """)
            .nobodys("insert into counter values (null, 0)")
            .rowsOf(
                """
                insert into account values (k({a}));
                insert into visit select {a}00 + i, k({a}), date '2025-11-15' + i * 10 from generate_series(1, 20) i;
                insert into visit_detail select id, day, 'x' from visit where account_id = k({a});
                insert into mail values (k({a}), 'in', 'a'), (k({a}), 'out', 'b'), (k({a}), 'in', 'a');
                insert into counter select k({a}), i from generate_series(1, 5) i;
                """,
                1,
                2,
                3)
            .answers(
                "public.visit_detail",
                "owned-by: \"(visit_id, visit_day) -> public.visit.(id, day)\"")
            .answers("public.mail", "owned-by: account_id")
            .answers("public.counter", "owned-by: account_id")
            .closes(2);
    (limited ? made.asLimitedRole() : made).purge().erasedOnly(2);
  }

  @Test
  void largeAccountGoesInSmallTransactions() {
    Case.of(
            """
            create table account (id bigint primary key);
            create table log (account_id bigint, line text);
            create table thread (id bigint primary key, account_id bigint not null references account);
            create table post (
              id bigint primary key, thread_id bigint not null references thread, answers_id bigint references post
            );
            """)
        .rowsOf("insert into account values ({a}); insert into log values ({a}, 'one')", 1, 3)
        .rowsOf(
            """
            insert into account values ({a});
            insert into log select {a}, 'line ' || i % 100 from generate_series(1, 30000) i;
            insert into thread select {a} * 10000 + i, {a} from generate_series(1, 1000) i;
            insert into post select {a} * 10000 + i, {a} * 10000 + i, null from generate_series(1, 1000) i;
            insert into post select {a} * 10000 + i + 1000, {a} * 10000 + i, {a} * 10000 + i from generate_series(1, 1000) i;
            """,
            2)
        .answers("public.log", "owned-by: account_id")
        .purging("throttle: {chunk-millis: 10}\n")
        .closes(1, 2)
        .purge()
        .erasedOnly(1, 2);
  }
}
