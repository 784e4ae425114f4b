package dev.lapse.run.review;

import static dev.lapse.testing.SharedProgram.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Commands;
import dev.lapse.testing.Import;
import dev.lapse.testing.TestProgram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes with the last account that has it is named wherever rows are counted ahead. */
class CountedOnlyInRunsIT {
  private static final String NAMED =
      "not counted until the run: product.public.device, product.public.person (they go with the last account that has them)";

  private final TestProgram program =
      TestProgram.at(NOW.toString())
          .product(
              """
              create table person (id bigint primary key);
              create table account (id bigint primary key);
              create table device (id bigint primary key, person_id bigint references person);
              create table membership (id bigint primary key, account_id bigint references account,
                person_id bigint references person);
              create table badge (id bigint primary key, account_id bigint);
              create index on membership (person_id);
              create index on membership (account_id);
              create index on device (person_id);
              insert into account select generate_series(1, 3);
              insert into person select generate_series(1, 3);
              insert into device select a, a from generate_series(1, 3) a;
              insert into membership select a, a, a from generate_series(1, 3) a;
              """)
          .sets(
              """
              - {store: product, table: public.account, owned-by: id}
              - {store: product, table: public.membership, owned-by: account_id}
              - {store: product, table: public.person, owned-by: id <- public.membership.person_id}
              - {store: product, table: public.device, owned-by: person_id -> public.person.id}
              - {store: product, table: public.badge, owned-by: account_id}
              """)
          .file("expire.yaml", "mode: enforce\nlimits: {accounts: 1, percent-of-accounts: 100}\n")
          .open();
  private final Commands commands = Commands.on(program);

  @BeforeEach
  void accounts() {
    program.imports(Import.expired(1, 2) + Import.active(3));
  }

  @AfterEach
  void close() {
    program.close();
  }

  @Test
  void accountPlanAndForecastNameThem() {
    assertThat(run(0, "account", "show", "1")).contains("an erasure would take 2 rows", NAMED);
    assertThat(run(0, "forecast", "--days", "2")).contains("expire: " + NAMED);
    assertThat(run(5, "run", "expire")).contains("awaiting-approval");
    assertThat(run(0, "show", "1")).contains("2 accounts with 4 rows", NAMED);

    assertThat(run(0, "approve", "1", "--reason", "looked at")).contains("rows      8");
    assertThat(run(0, "account", "show", "1"))
        .contains(
            "counted just now: none; what is in product.public.device, product.public.person cannot be attributed to it any more")
        .doesNotContain("not counted until the run");
  }

  @Test
  void accountThatNoRunIsToEraseNamesNone() {
    assertThat(run(0, "account", "show", "3"))
        .contains("its data is there: the account is active")
        .doesNotContain("not counted until the run");
  }

  @Test
  void documentsNameThemToo() {
    run(5, "run", "expire");

    assertThat(commands.run("show", "1", "-o", "json").json().at("/plan/setsNotCounted").toString())
        .isEqualTo("[\"product.public.device\",\"product.public.person\"]");
    assertThat(
            commands
                .run("account", "show", "1", "-o", "json")
                .json()
                .at("/details/setsNotCounted")
                .size())
        .isEqualTo(2);
  }

  private String run(int exitCode, String... arguments) {
    Commands.Result result = commands.run(arguments);
    assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(exitCode);
    return result.out();
  }
}
