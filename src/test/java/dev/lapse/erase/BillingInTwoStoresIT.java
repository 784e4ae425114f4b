package dev.lapse.erase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Commands;
import dev.lapse.testing.Commands.Result;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import dev.lapse.testing.TestProgram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An id that one store of a cell knows and another cannot have is not an unknown account. */
class BillingInTwoStoresIT {
  private static final String CATALOG =
      """
      stores:
        - {name: product, type: postgresql, url: "%s", username: lapse_eraser, password: postgres, accounts: public.account, key: id}
        - {name: billing, type: postgresql, url: "%s", username: lapse_eraser, password: postgres, accounts: public.customer, key: account}
      sets:
        - {store: product, table: public.account, owned-by: id}
        - {store: product, table: public.card, owned-by: account_id, billing: true}
        - {store: billing, table: public.customer, owned-by: account}
        - {store: billing, table: public.bank, owned-by: customer, billing: true}
      """;

  private final TestDatabase product =
      TestDatabases.store()
          .run(
              """
              create table account (id bigint primary key);
              create table card (id bigint primary key, account_id bigint references account);
              """);
  private final TestDatabase billing =
      TestDatabases.store()
          .run(
              """
              create table customer (account text primary key);
              create table bank (id bigint primary key, customer text references customer);
              insert into customer values ('acme');
              insert into bank values (1, 'acme');
              """);
  private final TestProgram program =
      TestProgram.at("2026-11-10T00:00:00Z")
          .catalog(CATALOG.formatted(product.url(), billing.url()))
          .open();

  @AfterEach
  void close() {
    program.close();
  }

  @Test
  void refusesReactivationWhileACardCannotBeRemoved() {
    closed("acme");

    Result back = reactivate("acme");

    assertThat(back.exitCode()).isEqualTo(1);
    assertThat(back.err()).contains("store 'product' has no account keys in this format");
    assertThat(billing.jdbc().sql("select count(*) from bank").query(Long.class).single()).isOne();
  }

  @Test
  void accountThatNoStoreListsComesBack() {
    closed("nobody");

    Result back = reactivate("nobody");

    assertThat(back.exitCode()).as(back.err()).isZero();
  }

  private void closed(String id) {
    program.imports(
        "{\"id\":\"%s\",\"kind\":\"direct\",\"state\":\"closed\",\"lapsedAt\":\"2026-11-09T00:00:00Z\"}"
            .formatted(id));
  }

  private Result reactivate(String id) {
    return Commands.on(program).run("account", "reactivate", id, "--billing-token", "t");
  }
}
