package dev.lapse.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.check.LiveProblems;
import dev.lapse.catalog.live.Stores;
import dev.lapse.erase.postgresql.ListGrants;
import dev.lapse.policy.JobName;
import dev.lapse.policy.Policy;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.TestProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A role with exactly the rights that are listed reads accounts where they live, locks them and
 * erases them; without one of them nothing is done.
 */
class GrantsForAccountsIT {
  private final String role = "role_" + UUID.randomUUID().toString().substring(0, 8);
  private final TestProgram program =
      TestProgram.at(StoreProgram.NOW)
          .product(StoreProgram.TABLES + StoreProgram.closed(1, 2))
          .catalog(
              """
              stores:
                - {name: product, type: postgresql, url: "${PRODUCT_DATABASE_URL}", username: %s, password: secret, accounts: public.account, key: id}
              sets:
              %s"""
                  .formatted(role, StoreProgram.SETS.indent(2)))
          .file("accounts.yaml", StoreProgram.ACCOUNTS)
          .open();

  @AfterEach
  void close() {
    program.product.run("drop owned by " + role + "; drop role " + role);
    program.close();
  }

  @Test
  void exactlyTheListedRightsSufficeAndNoneIsTooMany() {
    List<String> grants = grants();
    assertThat(grants)
        .anyMatch(
            grant -> grant.startsWith("grant select, delete, update on \"public\".\"account\""))
        .anyMatch(grant -> grant.contains("\"lapse_store\".\"point_of_no_return\""));
    grants.forEach(program.product::run);

    assertMissing(
        "select", "store 'product' cannot run the query: permission denied for table account");
    for (String right : List.of("select", "insert", "delete")) {
      assertMissingOnMarkers(right);
    }
    assertMissing("update", "grant update on \"public\".\"account\" to \"" + role + "\"");

    RunSummary run = program.run(JobName.PURGE);
    assertThat(run.reasons()).isEmpty();
    assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(2, 2, 0, 0));
    program.product.run("insert into account (id) values (1)");
    program.clock.advance(java.time.Duration.ofDays(1));
    assertThat(program.run(JobName.REMOVE_BILLING_DETAILS).status()).isEqualTo("completed");
    assertThat(StoreProgram.markers(program)).containsExactly("2");
  }

  private void assertMissing(String right, String message) {
    program.product.run("revoke %s on account from %s".formatted(right, role));
    RunSummary run = program.run(JobName.PURGE, program.clock.instant(), true);
    assertThat(run.status()).isEqualTo("failed");
    assertThat(run.message()).contains(message);
    program.product.run("grant %s on account to %s".formatted(right, role));
  }

  /** A dry run says it too, and the run does nothing. */
  private void assertMissingOnMarkers(String right) {
    String table = "lapse_store.point_of_no_return";
    program.product.run("revoke %s on %s from %s".formatted(right, table, role));
    String missing =
        "the role cannot write the point of no return: grant usage on schema lapse_store to \"%s\"; grant %s on %s to \"%1$s\""
            .formatted(role, right, table);
    assertThat(problems()).singleElement().asString().endsWith(missing);
    for (boolean dryRun : List.of(true, false)) {
      RunSummary run = program.run(JobName.PURGE, program.clock.instant(), dryRun);
      assertThat(run.status()).isEqualTo("failed");
      assertThat(run.message()).endsWith(missing);
    }
    assertThat(StoreProgram.count(program, "contact")).isEqualTo(4);
    program.product.run("grant %s on %s to %s".formatted(right, table, role));
    program.clock.advance(java.time.Duration.ofHours(1));
  }

  private List<String> problems() {
    return CheckAccounts.problems(
        program.get(AccountsFile.class),
        program.get(Policy.class),
        program.get(Stores.class),
        "main",
        program.clock.instant());
  }

  private List<String> grants() {
    program.product.run(
        "create role "
            + role
            + " login password 'secret'; revoke usage on schema public from public");
    Catalog own = program.get(Catalog.class);
    Store store = own.stores().get(0);
    Catalog asOwner =
        new Catalog(
            List.of(
                new Store(
                    store.name(),
                    store.accounts(),
                    store.key(),
                    java.util.Map.of(
                        "main",
                        new dev.lapse.catalog.StoreAddress(
                            program.product.url(), "postgres", program.product.password())),
                    store.at())),
            own.sets(),
            own.sequences(),
            own.version());
    try (Stores owner = new Stores(asOwner);
        Connection connection = owner.connect("product", "main")) {
      owner.migrate("product", "main");
      var schema = LiveProblems.schema(owner, asOwner.stores().get(0), "main");
      String url = program.product.url();
      return ListGrants.of(
          asOwner,
          asOwner.stores().get(0),
          schema,
          role,
          url.substring(url.lastIndexOf('/') + 1),
          true,
          GrantsForAccounts.needed(
                  program.get(AccountsFile.class), asOwner.stores().get(0), schema, connection)
              .rights());
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
