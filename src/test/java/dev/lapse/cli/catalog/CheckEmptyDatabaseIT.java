package dev.lapse.cli.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Commands;
import dev.lapse.testing.Commands.Result;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A product's CI checks the catalog against a database to which only migrations were applied. */
class CheckEmptyDatabaseIT {
  private static final String MIGRATIONS =
      """
      create table account (id bigint primary key, name text);
      create table project (id bigint primary key, account_id bigint not null references account);
      """;
  private static final String CATALOG =
      """
      stores:
        - name: product
          type: postgresql
          url: ${PRODUCT_DATABASE_URL}
          username: ${PRODUCT_DATABASE_USERNAME}
          password: ${PRODUCT_DATABASE_PASSWORD}
          accounts: public.account
          key: id
      sets:
        # the last entry spans two lines
        - {store: product, table: public.account, owned-by: id}
        - {store: product,
           table: public.project, owned-by: account_id}

      """;
  private static final int LAST_LINE = 13;

  private final TestDatabase product = TestDatabases.create().run(MIGRATIONS);
  @TempDir Path jobs;

  @Test
  void passesWhereEveryTableHasAnOwner() throws IOException {
    Result result = check(CATALOG);

    assertThat(result.err()).isEmpty();
    assertThat(result.out()).contains("the catalog covers the stores: 2 tables");
    assertThat(result.exitCode()).isZero();
    assertThat(check(CATALOG, "-o", "json").json().path("blocks").isEmpty()).isTrue();
    assertThat(check(CATALOG, "-o", "github").out()).isEmpty();
  }

  @Test
  void failsWhereAnAddedTableHasNoOwner() throws IOException {
    product.run(
        "create table invoice (id bigint primary key, account_id bigint not null references account)");

    Result table = check(CATALOG);
    Result json = check(CATALOG, "-o", "json");
    Result github = check(CATALOG, "-o", "github");

    assertThat(List.of(table.exitCode(), json.exitCode(), github.exitCode())).containsOnly(2);
    assertThat(table.out())
        .contains("tables without an owner (1):")
        .contains("catalog.yaml:" + LAST_LINE + ": public.invoice is not listed")
        .contains("1 problem: no account is erased until it is solved");
    JsonNode block = json.json().path("blocks").path(0);
    assertThat(json.json().path("blocks").size()).isEqualTo(1);
    assertThat(block.path("group").asString()).isEqualTo("questions");
    assertThat(block.path("table").asString()).isEqualTo("public.invoice");
    assertThat(block.path("line").asInt()).isEqualTo(LAST_LINE);
    assertThat(github.out())
        .startsWith("::error file=" + jobs.resolve("catalog.yaml") + ",line=" + LAST_LINE + ",")
        .contains("title=lapse%3A tables without an owner::public.invoice is not listed")
        .contains("%0Aadd to sets: - {store: product, table: public.invoice, ");

    assertThat(check(CATALOG.stripTrailing() + "\n  " + block.path("add").asString() + "\n"))
        .as("with the line that is offered")
        .extracting(Result::exitCode)
        .isEqualTo(0);
  }

  @Test
  void reportsEveryKindOfBlockTogether() throws IOException {
    product.run(
        """
        create table surprise (id int);
        create table badge (id bigint primary key, project_id bigint references project on delete cascade);
        create table note (id bigint primary key, account_id text);
        create function keep() returns trigger language plpgsql as 'begin return old; end';
        create trigger copies before delete on project for each row execute function keep();
        create table stamp (id bigint, account_id bigint);
        create publication feed for table stamp;
        create role lapse_ci_reader login;
        grant select on all tables in schema public to lapse_ci_reader;
        """);
    String catalog =
        CATALOG.stripTrailing()
            + """

              - {store: product, table: public.badge, shared: true}
              - {store: product, table: public.note, owned-by: "project_id -> public.project.id"}
              - {store: product, table: public.stamp, owned-by: account_id}
            """;

    Result result;
    try {
      result = check(catalog.replace("${PRODUCT_DATABASE_USERNAME}", "lapse_ci_reader"));
    } finally {
      product.run("drop owned by lapse_ci_reader; drop role lapse_ci_reader");
    }

    assertThat(result.out())
        .contains("tables without an owner (1):", "public.surprise is not listed")
        .contains("names that the store does not have (1):", "has no column 'project_id'")
        .contains("effects on rows that stay (1):", "accepts: [badge_project_id_fkey]")
        .contains("triggers (1):", "accepts: [copies], or bypasses: [copies]")
        .contains(
            "missing replica identity (1):", "alter table public.stamp replica identity full;")
        .contains("missing rights (")
        .containsPattern(
            "run in the store: grant ([a-z]+, )*delete(, [a-z]+)* on \"public\"\\.\"project\" to ")
        .contains("no account is erased until they are solved");
    assertThat(result.exitCode()).isEqualTo(2);
  }

  @Test
  void refusesToCoverNoStores() throws IOException {
    Result unset = Commands.withoutProgram(Map.of(), "catalog", "check");
    Result empty =
        Commands.withoutProgram(Map.of("LAPSE_JOBS", jobs.toString()), "catalog", "check");
    Result none = check("stores: []\nsets: []\n");

    assertThat(List.of(unset, empty, none)).extracting(Result::exitCode).containsOnly(2);
    assertThat(unset.out()).isEmpty();
    assertThat(unset.err())
        .contains(
            "no stores: LAPSE_JOBS is not set, so the packaged catalog is used, which has none");
    assertThat(empty.err())
        .contains("no stores: the folder of LAPSE_JOBS, " + jobs + ", has no catalog.yaml");
    assertThat(none.err()).contains("no stores: " + jobs.resolve("catalog.yaml") + " lists none");
  }

  @Test
  void saysOnStandardErrorWhyNoGrantsArePrinted() throws IOException {
    assertThat(check(CATALOG, "--grants").out()).contains("\ngrant ");
    assertThat(check(CATALOG, "--grants").err()).isEmpty();

    product.run("create table surprise (id int)");
    Result one = check(CATALOG, "--grants");
    product.run("create table another (id int)");
    Result two = check(CATALOG, "--grants");

    assertThat(one.out()).doesNotContain("\ngrant ");
    assertThat(one.err().strip())
        .isEqualTo(
            "store 'product' (cell main): no grants are printed until the other problem is solved:"
                + " lapse catalog check");
    assertThat(two.err())
        .contains(
            "no grants are printed until the 2 other problems are solved: lapse catalog check");
  }

  @Test
  void refusesGrantsInAnotherFormat() throws IOException {
    Result result = check(CATALOG, "--grants", "-o", "json");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("--grants prints statements; leave out -o");
  }

  private Result check(String catalog, String... options) throws IOException {
    Files.writeString(jobs.resolve("catalog.yaml"), catalog);
    Map<String, String> environment = new HashMap<>();
    environment.put("LAPSE_JOBS", jobs.toString());
    environment.put("PRODUCT_DATABASE_URL", product.url());
    environment.put("PRODUCT_DATABASE_USERNAME", product.username());
    environment.put("PRODUCT_DATABASE_PASSWORD", product.password());
    return Commands.withoutProgram(
        environment,
        Stream.concat(Stream.of("catalog", "check"), Stream.of(options)).toArray(String[]::new));
  }
}
