package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Installation;
import dev.lapse.testing.LapseProcess.Result;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.SpanReceiver;
import dev.lapse.testing.SpanReceiver.ReceivedSpan;
import dev.lapse.testing.TestProgram;
import io.micrometer.tracing.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator's tools get to see of a night: logs as JSON, and its traces. */
class LogsAndTracesIT {
  private static final JsonMapper JSON = new JsonMapper();

  /** The rows of account 3 cannot go: those of account 4 refer to them. */
  private static final String PRODUCT =
      """
      create table public.account (id bigint primary key, name text, email text unique);
      create table public.contact (
        id bigint primary key,
        account_id bigint not null references public.account,
        parent_id bigint references public.contact,
        email text unique);
      insert into public.account select id, 'Secretive ' || id, 'owner' || id || '@secret.example' from generate_series(1, 4) id;
      insert into public.contact select id, id, null, 'contact' || id || '@secret.example' from generate_series(1, 4) id;
      update public.contact set parent_id = 3 where id = 4;
      create index on public.contact (account_id);
      create index on public.contact (parent_id);
      """;

  private static final String SETS =
      """
      - {store: product, table: public.account, owned-by: id}
      - {store: product, table: public.contact, owned-by: account_id}
      """;

  @Test
  void linesAreJsonAndSpansArriveAndNeitherNamesAnyone() {
    try (Installation here = Installation.of(PRODUCT, SETS);
        SpanReceiver collector = SpanReceiver.start()) {
      here.closed("1 2 3 404");
      here.lapse.run("update lapse.account set name = 'Secretive ' || id");
      here.environment("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs")
          .environment("LAPSE_TRACES", collector.address());

      Result purge = here.run("run", "purge", "--as-of", "2024-02-01", "-o", "json");

      assertThat(purge.exitCode()).as(purge.err()).isEqualTo(3);
      List<JsonNode> lines = purge.err().lines().map(JSON::readTree).toList();
      assertThat(lines)
          .anySatisfy(
              line ->
                  assertThat(line.at("/message").stringValue())
                      .startsWith("run 1 (purge, cell main) plans"))
          .filteredOn(line -> line.at("/message").stringValue().startsWith("run 1 "))
          .allSatisfy(
              line -> {
                assertThat(line.at("/lapse/run").asString()).isEqualTo("1");
                assertThat(line.at("/lapse/job").stringValue()).isEqualTo("purge");
                assertThat(line.at("/lapse/cell").stringValue()).isEqualTo("main");
              });
      assertThat(lines)
          .filteredOn(line -> line.at("/message").stringValue().contains("failed: "))
          .extracting(line -> line.at("/lapse/account").asString())
          .containsExactlyInAnyOrder("3", "404");

      List<ReceivedSpan> spans = collector.spans();
      assertThat(spans)
          .extracting(ReceivedSpan::name)
          .contains("run purge", "plan", "batch", "verify", "report");
      assertThat(spans)
          .as("all but those of Spring Batch")
          .filteredOn(span -> !span.name().startsWith("spring.batch."))
          .allSatisfy(
              span ->
                  assertThat(span.attributes())
                      .containsEntry("lapse.run", "1")
                      .containsEntry("lapse.job", "purge")
                      .containsEntry("lapse.cell", "main"));
      assertThat(spans).extracting(ReceivedSpan::trace).containsOnly(spans.get(0).trace());
      assertThat(spans).filteredOn(span -> span.parent().isEmpty()).hasSize(1);
      assertThat(lines)
          .as("a line leads to its trace")
          .anySatisfy(line -> assertThat(line.toString()).contains(spans.get(0).trace()));
      List<String> written = new ArrayList<>(purge.err().lines().toList());
      written.addAll(spans.stream().map(ReceivedSpan::whole).toList());
      assertThat(written)
          .allSatisfy(text -> assertThat(text).doesNotContain("Secretive", "secret.example"));
    }
  }

  @Test
  void nothingOfTracesIsThereWhenNobodyAskedForThem() {
    TestProgram program = SharedProgram.knowingNothing();
    assertThat(program.context().getBeanNamesForType(Tracer.class)).isEmpty();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(
            name -> Stream.of("BatchSpanProcessor", "otlp", "OkHttp").anyMatch(name::contains));
  }
}
