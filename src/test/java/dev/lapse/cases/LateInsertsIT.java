package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.Concurrently;
import dev.lapse.testing.TestProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The product writes on while an account is erased. A row that no foreign key stops is erased too,
 * or the account is not called erased.
 */
class LateInsertsIT {
  private static final String WAIT = "pg_advisory_xact_lock(4711)";

  /** The deletion of a row of the table waits for a lock that the test holds. */
  private static Case pausedAtThe(String table) {
    Case made =
        Case.of(
                """
                create table account (id bigint primary key);
                create table contact (id bigint primary key, account_id bigint not null references account);
                create table deal (id bigint primary key, account_id bigint not null references account, contact_id bigint references contact on delete cascade);
                create table event (account_id bigint, what text);
                create table note (id bigint primary key, contact_id bigint, body text);
                create table note_version (note_id bigint, body text);
                create table attachment (record_type text, record_id text, file text);
                create table address (id bigint primary key, street text);
                create table office (id bigint primary key, account_id bigint not null, address_id bigint);
                create function wait() returns trigger language plpgsql as $$
                begin
                  perform %s;
                  return old;
                end $$;
                create trigger waits before delete on %s for each row execute function wait();
                """
                    .formatted(WAIT, table))
            .rowsOf(
                """
                insert into account values ({a});
                insert into contact values ({a}01, {a}), ({a}02, {a}), ({a}03, {a});
                insert into event values ({a}, 'click');
                insert into note values ({a}01, {a}01, 'a');
                insert into note_version values ({a}01, 'a');
                insert into attachment values ('Contact', '{a}01', 'photo');
                insert into address values ({a}01, 'street');
                insert into office values ({a}01, {a}, {a}01);
                """,
                1,
                2)
            .edits("public.event", "owned-by: account_id")
            .edits("public.office", "owned-by: account_id")
            .edits("public.note", "owned-by: contact_id -> public.contact.id")
            .edits("public.note_version", "owned-by: note_id -> public.note.id")
            .edits(
                "public.attachment",
                "owned-by: \"record_id -> public.contact.id where record_type = 'Contact'\"")
            .edits("public.address", "owned-by: \"id <- public.office.address_id\"")
            .closes(1);
    return made.edits(
        "public." + table,
        (table.equals("account") ? "owned-by: id" : "owned-by: account_id") + ", accepts: [waits]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "account | insert into event values (1, 'late') | false",
        "account | insert into event values (1, 'late') | true",
        "contact | insert into event values (1, 'late') | false",
        "account | insert into note values (191, 101, 'late') | false",
        "account | insert into note values (191, 101, 'late') | true",
        "contact | insert into note values (191, 101, 'late') | false",
        "account | insert into note_version values (101, 'late') | false",
        "account | insert into attachment values ('Contact', '101', 'late') | false",
        "account | insert into attachment values ('Contact', '101', 'late') | true",
        "account | insert into office values (191, 1, 201) | false",
        "account | insert into contact values (191, 1) | false",
      })
  void lateRowIsNeverLeftOfAnErasedAccount(String table, String insert, boolean limited)
      throws SQLException {
    Verdict verdict = purge(table, insert, limited, 1);

    assertThat(verdict.residue()).as("residue%n%s", verdict).isEmpty();
  }

  /** A new reference to a row that is being deleted waits, and is refused when the row is gone. */
  @ParameterizedTest
  @ValueSource(ints = {101, 103})
  void lateRowOfAnotherIsNotTakenByACascade(int contact) throws SQLException {
    purge("contact", "insert into deal values (291, 2, %d)".formatted(contact), true, 2);
  }

  /** Purges account 1 while another session inserts a row. */
  private static Verdict purge(String table, String insert, boolean limited, int owner)
      throws SQLException {
    Case made = pausedAtThe(table);
    String catalog = made.catalog();
    if (limited) {
      made.asLimitedRole();
    }
    TestProgram program = made.open(catalog);

    Verdict verdict;
    try (Connection holder = made.product().dataSource().getConnection();
        Statement lock = holder.createStatement()) {
      holder.setAutoCommit(false);
      lock.execute("select " + WAIT);
      FutureTask<RunSummary> purge = Concurrently.start(() -> program.run(JobName.PURGE));
      awaitWaiting(made, "%delete%", () -> !purge.isDone());
      assertThat(purge.isDone()).as("ended without the pause").isFalse();
      Thread inserts = insertsInTheMeantime(made, insert, owner);
      // a foreign key makes the product wait for the erasure; anything else is there at once
      awaitWaiting(made, "insert%", inserts::isAlive);
      holder.rollback();
      RunSummary run = Concurrently.result(purge);
      join(inserts);
      verdict = made.verdict(program, run, run, catalog);
    }

    assertThat(verdict.changed()).isEmpty();
    assertThat(made.truth().staysAfter(Set.of(1)).without(verdict.left()).list())
        .as("rows of others")
        .isEmpty();
    return verdict;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static Thread insertsInTheMeantime(Case made, String insert, int owner) {
    Thread thread =
        new Thread(
            () -> {
              Rows before = Rows.of(made.jdbc());
              try {
                made.product().run(insert);
              } catch (IllegalStateException refused) {
                return; // the erasure was faster, and a constraint refuses it
              }
              Rows late = Rows.of(made.jdbc()).without(before);
              made.truth().add(Set.of(owner), late);
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Until a statement like this waits for a lock, or there is nothing any more to wait for. */
  private static void awaitWaiting(Case made, String statement, BooleanSupplier goesOn) {
    while (goesOn.getAsBoolean()
        && made.jdbc()
                .sql(
                    """
                    select count(*)
                    from pg_stat_activity
                    where datname = current_database()
                      and wait_event_type = 'Lock'
                      and query ilike :statement
                    """)
                .param("statement", statement)
                .query(Long.class)
                .single()
            == 0) {
      Thread.onSpinWait();
    }
  }
}
