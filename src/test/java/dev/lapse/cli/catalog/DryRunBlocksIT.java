package dev.lapse.cli.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Commands;
import dev.lapse.testing.Commands.Result;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A dry run reports everything that blocks, and not only what it met first. */
class DryRunBlocksIT {
  private static TestProgram program;

  @BeforeAll
  static void open() {
    program =
        TestProgram.at(SharedProgram.NOW.toString())
            .product(
                """
                create table public.account (id bigint primary key);
                create table public.surprise (id int);
                create table public.deal (id bigint primary key, account_id bigint);
                create function public.keep() returns trigger language plpgsql as 'begin return old; end';
                create trigger copies before delete on public.deal for each row execute function public.keep();
                """)
            .sets(
                """
                - {store: product, table: public.account, owned-by: id}
                - {store: product, table: public.deal, owned-by: account_id}
                """)
            .open();
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @Test
  void dryRunReportsEveryBlock() {
    Result table = Commands.on(program).run("run", "purge", "--dry-run");
    Result json = Commands.on(program).run("run", "purge", "--dry-run", "-o", "json");

    for (String out : new String[] {table.out(), json.err()}) {
      assertThat(out)
          .contains("tables without an owner (1):", "public.surprise")
          .contains("triggers (1):", "accepts: [copies], or bypasses: [copies]");
    }
    assertThat(json.json().path("dryRun").asBoolean()).isTrue();
  }
}
