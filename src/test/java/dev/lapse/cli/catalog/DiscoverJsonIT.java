package dev.lapse.cli.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Commands;
import dev.lapse.testing.Commands.Result;
import dev.lapse.testing.ProductCatalog;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * {@code catalog discover -o json}: the figures that the file leaves out, and the lines to write.
 */
class DiscoverJsonIT {
  private final TestDatabase product =
      TestDatabases.create()
          .run(
              """
              create table account (id bigint primary key);
              create table contact (id bigint primary key, account_id bigint not null references account);
              create table visit (id bigint primary key, contact_id bigint references contact);
              insert into account select generate_series(1, 4);
              insert into contact select a, 1 + a % 4 from generate_series(1, 40) a;
              insert into visit select v, case when v > 3 then 1 + v % 40 end from generate_series(1, 30) v;
              """);
  @TempDir Path jobs;

  @Test
  void reportsHowManyRowsEachAnswerExplains() throws IOException {
    JsonNode found = discover("-o", "json").json();

    assertThat(found.path("store").asString()).isEqualTo("product");
    assertThat(found.path("decisions").size()).isEqualTo(1);
    JsonNode decision = found.path("decisions").path(0);
    assertThat(decision.path("name").asString()).isEqualTo("public.visit");
    assertThat(decision.path("rows").asLong()).isEqualTo(30);
    assertThat(decision.path("question").asString()).containsPattern("\\d");
    JsonNode likely = decision.path("answers").path(0);
    assertThat(likely.path("sets").path(0).asString())
        .isEqualTo(
            "- {store: product, table: public.visit, owned-by: contact_id -> public.contact.id}");
    assertThat(likely.path("explains").path(0).path("read").asLong()).isEqualTo(30);
    assertThat(likely.path("explains").path(0).path("owned").asLong()).isEqualTo(27);
    assertThat(decision.path("answers").path(1).path("explains").isEmpty())
        .as("of shared rows all stay")
        .isTrue();
    assertThat(entry(found, "public.contact").path("rows").asLong()).isEqualTo(40);
    assertThat(entry(found, "public.contact").path("reason").asString())
        .startsWith("foreign key to public.account");
    assertThat(entry(found, "public.contact").path("decision").isNull()).isTrue();
    assertThat(entry(found, "public.visit").path("decision").asString()).isEqualTo("public.visit");
  }

  @Test
  void linesAreThoseOfTheFile() throws IOException {
    String file = discover().out();
    JsonNode tables = discover("-o", "json").json().path("tables");

    assertThat(tables.size()).isEqualTo(3);
    for (JsonNode table : tables) {
      assertThat(file).contains(table.path("line").asString());
    }
    assertThat(file).as("figures are not in the file").doesNotContainPattern("\\b(27|30|40)\\b");
  }

  @Test
  void linesOfAnAnswerCanBePasted() throws IOException {
    JsonNode found = discover("-o", "json").json();
    List<String> lines =
        StreamSupport.stream(found.path("tables").spliterator(), false)
            .map(
                table ->
                    table.path("decision").isNull()
                        ? table.path("line").asString()
                        : found.at("/decisions/0/answers/0/sets/0").asString())
            .toList();

    Result checked = run(ProductCatalog.of(String.join("\n", lines)), "catalog", "check");

    assertThat(checked.exitCode()).isZero();
  }

  @Test
  void unknownFormatIsRefused() throws IOException {
    Result refused = discover("-o", "xml");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("-o", "xml");
  }

  private static JsonNode entry(JsonNode found, String table) {
    return StreamSupport.stream(found.path("tables").spliterator(), false)
        .filter(entry -> entry.path("table").asString().equals(table))
        .findFirst()
        .orElseThrow();
  }

  private Result discover(String... more) throws IOException {
    return run(
        ProductCatalog.STORE,
        Stream.concat(Stream.of("catalog", "discover", "--store", "product"), Stream.of(more))
            .toArray(String[]::new));
  }

  private Result run(String catalog, String... arguments) throws IOException {
    Files.writeString(jobs.resolve("catalog.yaml"), catalog);
    Map<String, String> environment = new HashMap<>();
    environment.put("LAPSE_JOBS", jobs.toString());
    environment.put("PRODUCT_DATABASE_URL", product.url());
    environment.put("PRODUCT_DATABASE_USERNAME", product.username());
    environment.put("PRODUCT_DATABASE_PASSWORD", product.password());
    return Commands.withoutProgram(environment, arguments);
  }
}
