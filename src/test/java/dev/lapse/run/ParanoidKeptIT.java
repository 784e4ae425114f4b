package dev.lapse.run;

import static dev.lapse.testing.SharedProgram.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.erase.verify.UntouchedRowsCheck;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.Import;
import dev.lapse.testing.LapseTables;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that stay and lose an accepted reference are as they should be; any other change shows. */
class ParanoidKeptIT {
  private static final String TABLES =
      """
      create table account (id bigint primary key);
      create table contact (id bigint primary key, account_id bigint references account);
      create table invoice (
        id bigint primary key, account_id bigint, total int,
        contact_id bigint references contact on delete set null
      );
      create table visit (id bigint primary key, contact_id bigint references contact on delete set null, note text);
      create function touch() returns trigger language plpgsql as $$ begin return old; end $$;
      create trigger touch before delete on contact for each row execute function touch();
      insert into account select generate_series(1, 4);
      insert into contact select a, a from generate_series(1, 4) a;
      insert into invoice select a, a, 100, a from generate_series(1, 4) a;
      insert into visit select a, a, 'note ' || a from generate_series(1, 4) a;
      """;
  private static TestProgram program;

  @BeforeAll
  static void open() {
    program =
        TestProgram.at(NOW.toString())
            .product(TABLES)
            .sets(
                """
                - {store: product, table: public.account, owned-by: id}
                - {store: product, table: public.contact, owned-by: account_id, accepts: [touch]}
                - {store: product, table: public.invoice, owned-by: account_id, keep: {why: tax law, for: P10Y}, accepts: [invoice_contact_id_fkey]}
                - {store: product, table: public.visit, owned-by: contact_id -> public.contact.id, anonymize: {note: null}, accepts: [visit_contact_id_fkey]}
                """)
            .file(
                "purge.yaml", "mode: enforce\nlimits: {accounts: 1000, percent-of-accounts: 100}\n")
            .open();
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @BeforeEach
  void someAreClosed() {
    program.clock.set(NOW);
    LapseTables.empty(program.lapse);
    SharedProgram.anew(program, TABLES);
    program.product.run("grant select on all tables in schema public to public");
    program.imports(Import.closed(1, 2) + Import.active(3, 4));
  }

  @Test
  void endedReferencesOfRowsThatStayAreNoDifference() {
    assertThat(differences()).isEmpty();
    assertThat(
            program
                .inProduct()
                .sql("select id from invoice where contact_id is null order by id")
                .query(Long.class)
                .list())
        .containsExactly(1L, 2L);
  }

  @Test
  void anotherChangeOfTheSameRowsIsADifference() {
    program.product.run(
        """
        create or replace function touch() returns trigger language plpgsql as $$
        begin
          update invoice set total = 0 where account_id = old.account_id;
          return old;
        end $$;
        """);

    assertThat(differences()).singleElement().asString().startsWith("product.public.invoice: ");
  }

  private static List<String> differences() {
    UntouchedRowsCheck.Compared<RunSummary> compared =
        program
            .get(UntouchedRowsCheck.class)
            .around(JobName.PURGE, "main", NOW, List.of(), () -> program.run(JobName.PURGE));
    assertThat(compared.result().accounts().done()).isEqualTo(2);
    return compared.differences();
  }
}
