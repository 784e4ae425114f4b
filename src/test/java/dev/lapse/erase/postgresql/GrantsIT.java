package dev.lapse.erase.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.check.LiveProblems;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.Stores;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.Checksums;
import dev.lapse.testing.TestProgram;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A role with exactly the rights that are listed can do the whole work, and with one less nothing.
 */
class GrantsIT {
  private static final String PRODUCT =
      """
      create schema crm;
      create table account (id bigint primary key);
      create table crm.contact (id bigint primary key, account_id bigint references account, name text);
      create table crm.deal (id bigint primary key, account_id bigint references account,
        contact_id bigint references crm.contact on delete cascade);
      create table review (id bigint primary key, account_id bigint, author text);
      create table plan (code text primary key, favourite bigint references crm.contact);
      create materialized view contacts as select account_id, count(*) as contacts from crm.contact group by account_id;
      insert into account values (1), (2);
      insert into crm.contact values (1, 1, 'a'), (2, 2, 'b');
      insert into crm.deal values (1, 1, 1), (2, 2, 2);
      insert into review values (1, 1, 'a'), (2, 2, 'b');
      insert into plan values ('free', 1), ('gold', 2);
      """;
  private static final String CATALOG =
      """
      stores:
        - {name: product, type: postgresql, url: "${PRODUCT_DATABASE_URL}", username: %s, password: secret, accounts: public.account, key: id}
      sets:
        - {store: product, table: public.account, owned-by: id}
        - {store: product, table: crm.contact, owned-by: account_id}
        - {store: product, table: crm.deal, owned-by: account_id}
        - {store: product, table: public.review, owned-by: account_id, anonymize: {author: null}}
        - {store: product, table: public.plan, shared: true, accepts: [plan_favourite_fkey]}
      """;

  private static final String TO = " to ";

  private final String role = "role_" + UUID.randomUUID().toString().substring(0, 8);
  private TestProgram program;

  @AfterEach
  void close() {
    program.product.run("drop owned by " + role + "; drop role " + role);
    program.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void exactlyTheListedRightsSuffice(boolean bypass) {
    open();
    grants(bypass).forEach(program.product::run);
    String neighbours = Checksums.of(program.inProduct(), "crm.contact t where account_id = 2");

    RunSummary run = program.run(JobName.PURGE);

    assertThat(run.reasons()).isEmpty();
    assertThat(run.status()).isEqualTo("completed");
    assertThat(run.sets()).containsEntry("product.public.review", 1L).hasSize(4);
    assertThat(count("crm.contact where account_id = 1")).isZero();
    assertThat(count("contacts where account_id = 1")).as("refreshed").isZero();
    assertThat(count("plan where favourite is null")).isEqualTo(1);
    assertThat(Checksums.of(program.inProduct(), "crm.contact t where account_id = 2"))
        .isEqualTo(neighbours);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withOneRightLessNothingIsDeletedAndTheMissingOneIsNamed(boolean bypass) {
    open();
    List<String> grants = grants(bypass);
    grants.forEach(program.product::run);

    for (String grant : grants) {
      for (String right : rightsOf(grant)) {
        if (right.equals("connect") || right.equals("set")) {
          continue; // the store does not answer at all, or the work is done in the other way
        }
        program.product.run("revoke %s on %s".formatted(right, on(grant)).replace(TO, " from "));
        RunSummary run = program.run(JobName.PURGE, program.clock.instant(), true);
        assertThat(run.status()).as(right + " of " + grant).isEqualTo("failed");
        assertThat(run.reasons().keySet() + " " + run.message())
            .as(right + " of " + grant)
            .containsPattern(
                "blocked by the catalog: the role may not .*grant %s.*%s|permission denied for (table flyway_schema_history|schema lapse_store)"
                    .formatted(right, role));
        program.product.run(grant);
      }
    }
    assertThat(program.run(JobName.PURGE).status()).isEqualTo("completed");
  }

  /** Each right that a statement grants, one by one. */
  private static List<String> rightsOf(String grant) {
    return List.of(grant.substring("grant ".length(), grant.indexOf(" on ")).split(", "));
  }

  private static String on(String grant) {
    return grant.substring(grant.indexOf(" on ") + " on ".length());
  }

  /** Without it the work is done in the other way, which needs more rights on tables. */
  @Test
  void withoutTheParameterTheOtherWayIsTakenAndItsRightsAreNamed() {
    open();
    grants(true).stream()
        .filter(grant -> !grant.contains("parameter"))
        .forEach(program.product::run);

    RunSummary run = program.run(JobName.PURGE, program.clock.instant(), true);

    assertThat(run.reasons().keySet()).singleElement().asString().contains("grant update on ");
    grants(false).forEach(program.product::run);
    assertThat(program.run(JobName.PURGE).status()).isEqualTo("completed");
  }

  private void open() {
    program =
        TestProgram.at("2026-11-20T00:00:00Z")
            .product(PRODUCT)
            .catalog(CATALOG.formatted(role))
            .open();
    program.product.run(
        "create role "
            + role
            + " login password 'secret'; revoke usage on schema public from public; revoke temporary on database "
            + database()
            + " from public");
    program.imports(
        "{\"id\":\"1\",\"kind\":\"direct\",\"state\":\"closed\",\"lapsedAt\":\"2026-11-01T00:00:00Z\"}");
    try (Stores owner = new Stores(catalog("postgres"))) {
      owner.migrate("product", "main");
    }
  }

  private List<String> grants(boolean bypass) {
    Catalog catalog = catalog("postgres");
    Store store = catalog.stores().get(0);
    try (Stores owner = new Stores(catalog)) {
      StoreSchema schema = LiveProblems.schema(owner, store, "main");
      return ListGrants.of(catalog, store, schema, role, database(), bypass, Map.of());
    }
  }

  private Catalog catalog(String user) {
    Catalog own = program.get(Catalog.class);
    Store store = own.stores().get(0);
    return new Catalog(
        List.of(
            new Store(
                store.name(),
                store.accounts(),
                store.key(),
                Map.of(
                    "main",
                    new dev.lapse.catalog.StoreAddress(
                        program.product.url(), user, program.product.password())),
                store.at())),
        own.sets(),
        own.sequences(),
        own.version());
  }

  private String database() {
    return program.product.url().substring(program.product.url().lastIndexOf('/') + 1);
  }

  private long count(String from) {
    return program.inProduct().sql("select count(*) from " + from).query(Long.class).single();
  }
}
