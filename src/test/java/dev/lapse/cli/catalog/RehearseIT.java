package dev.lapse.cli.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Checksums;
import dev.lapse.testing.Commands;
import dev.lapse.testing.Commands.Result;
import dev.lapse.testing.ProductCatalog;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code catalog rehearse} erases an account and rolls it back. */
class RehearseIT {
  private static final String ROWS =
      """
      insert into account values (1, 'A'), (2, 'B'), (-3, 'refused');
      insert into contact values (11, 1, 'a'), (12, 1, 'b'), (21, 2, 'c'), (-31, -3, 'secret@x');
      insert into contact_tag values (11, 't'), (12, 't'), (21, 't');
      insert into card values (1, 1), (2, 2);
      insert into review values (1, 1, 'Ann', 5), (2, 2, 'Bob', 4);
      insert into invoice values (1, 1, 100), (2, 1, 200), (3, 2, 300);
      """;

  private final TestDatabase product = TestDatabases.store().run(SharedProgram.TABLES).run(ROWS);
  private final JdbcClient jdbc = product.jdbc();
  @TempDir Path jobs;
  private Map<String, String> before = Map.of();

  @BeforeEach
  void checksum() throws IOException {
    catalog(SharedProgram.SETS);
    before = checksums();
  }

  @AfterEach
  void nothingChanged() {
    assertThat(checksums()).isEqualTo(before);
  }

  @Test
  void saysWhatWouldGoAndRollsItBack() {
    Result result = rehearse("1", "-o", "json");

    assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    assertThat(result.json().path("rolledBack").asBoolean()).isTrue();
    assertThat(result.json().path("stores").path(0).path("rows").toString())
        .isEqualTo(
            """
            {"product.public.account":1,"product.public.card":1,"product.public.contact":2,\
            "product.public.contact_tag":2,"product.public.review":1}""");
    assertThat(rehearse("1").out())
        .contains("rehearsal of account 1: rolled back, nothing was changed")
        .containsPattern("would go: product.public.contact +2\n")
        .containsPattern("would be anonymized: product.public.review +1\n")
        .containsPattern("would stay: product.public.invoice +2 \\(tax law, P10Y\\)\n");
  }

  @Test
  void namesAMissingIndex() {
    product.run("update pg_class set reltuples = 20000, relpages = 1 where oid = 'note'::regclass");

    assertThat(rehearse("1").out())
        .contains("slow: public.note has about ", " rows and no index on ");
    assertThat(rehearse("1", "-o", "json").json().path("slow").path(0).asString())
        .contains("no index on");
  }

  @Test
  void saysWhichTriggerWouldRefuse() {
    Result result = rehearse("-3");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out())
        .contains("store product, cell main: would not be erased")
        .contains("would refuse: an error raised by PL/pgSQL function refuse() line 3")
        .contains("'bypasses: [refuse]' at public.contact would keep it from firing")
        .doesNotContain("secret@x");
  }

  @Test
  void saysWhichConstraintWouldRefuseAtTheCommit() {
    product.run(
        """
        create function late() returns trigger language plpgsql as
          'begin if (select count(*) from contact) < 3 then raise exception ''few''; end if; return null; end';
        create constraint trigger enough after delete on contact
          deferrable initially deferred for each row execute function late();
        """);
    before = checksums();
    catalogAccepting("[refuse, enough]");

    Result result = rehearse("1");

    assertThat(result.out()).contains("would refuse: an error raised by PL/pgSQL function late()");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void saysWhichRowsWouldStillRefer() throws IOException {
    product.run(
        """
        create table pin (id bigint primary key, contact_id bigint references contact);
        create table star (id bigint primary key, contact_id bigint references contact);
        insert into pin values (1, 11), (2, 21);
        insert into star values (1, 11), (2, 12);
        """);
    before = checksums();
    catalog(
        SharedProgram.SETS
            + """
            - {store: product, table: public.pin, shared: true}
            - {store: product, table: public.star, shared: true}
            """);

    Result result = rehearse("1");

    assertThat(result.out())
        .contains("rows of public.pin that stay (1, by pin_contact_id_fkey)")
        .contains("'accepts: [pin_contact_id_fkey]' at public.pin would allow it")
        .contains("rows of public.star that stay (2, by star_contact_id_fkey)");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void refusesWhatTheCatalogBlocks() throws IOException {
    product.run("create table surprise (id int); create table other (id int)");
    before = checksums();

    Result result = rehearse("1");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .contains("tables without an owner (2):", "public.surprise", "public.other")
        .contains("lapse: no account can be erased until this is solved");
  }

  @Test
  void refusesAnAccountThatNoStoreKnows() {
    for (String id : new String[] {"404", "no-number"}) {
      Result result = rehearse(id);

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).contains("no database of the catalog knows account '" + id + "'");
    }
  }

  @Test
  void warnsOfOtherSessionsAndDoesNotWaitForTheirLocks() throws SQLException {
    try (Connection other = product.dataSource().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("select from contact where id = 11 for update");

      Result result = rehearse("1");

      other.rollback();
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err())
          .contains("lapse: warning: ", "store 'product' (cell main)", "at most 200 ms");
      assertThat(result.out()).contains("another session held a lock for more than 200 ms");
    }
  }

  @Test
  void saysThatAnAccountIsTooLarge() {
    product.run("insert into card select n, 2 from generate_series(1000, 1000999) n; analyze card");
    before = checksums();

    Result result = rehearse("2");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out())
        .contains("the account has 1,000,005 rows there")
        .contains("at most 1,000,000 are erased and rolled back in one transaction");
  }

  @Test
  void refusesAStoreWithoutLapsesSchema() {
    product.run("drop schema lapse_store cascade");
    before = checksums();

    Result result = rehearse("1");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .contains("store 'product' (cell main) has no Lapse schema")
        .contains("run 'lapse migrate' first");
  }

  private void catalogAccepting(String names) {
    try {
      catalog(SharedProgram.SETS.replace("[refuse]", names));
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private void catalog(String sets) throws IOException {
    Files.writeString(jobs.resolve("catalog.yaml"), ProductCatalog.of(sets));
  }

  private Map<String, String> checksums() {
    Map<String, String> sums = new TreeMap<>(Checksums.ofSchema(jdbc, "public"));
    sums.putAll(Checksums.ofSchema(jdbc, "lapse_store"));
    return sums;
  }

  private Result rehearse(String id, String... options) {
    Map<String, String> environment = new HashMap<>();
    environment.put("LAPSE_JOBS", jobs.toString());
    environment.put("PRODUCT_DATABASE_URL", product.url());
    environment.put("PRODUCT_DATABASE_USERNAME", product.username());
    environment.put("PRODUCT_DATABASE_PASSWORD", product.password());
    return Commands.withoutProgram(
        environment,
        Stream.concat(Stream.of("catalog", "rehearse", "--account", id), Stream.of(options))
            .toArray(String[]::new));
  }
}
