package dev.lapse.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lapse.catalog.Catalog;
import dev.lapse.event.AsyncApi;
import dev.lapse.policy.Policy;
import dev.lapse.testing.Import;
import dev.lapse.testing.ProductCatalog;
import dev.lapse.testing.TestProgram;
import dev.lapse.testing.WebhookReceiver;
import dev.lapse.testing.WebhookReceiver.Received;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What receivers hear of files that change while the server runs. */
class ReloadEventsIT {
  private static final String CATALOG =
      ProductCatalog.of("- {store: product, table: public.account, owned-by: id}\n");

  @Test
  void loadsAndRefusalsAreSentToWebhooksThatWantThem() {
    try (WebhookReceiver operators = new WebhookReceiver();
        WebhookReceiver mailer = new WebhookReceiver();
        TestProgram program =
            TestProgram.at("2026-11-10T00:00:00Z")
                .product("create table public.account (id bigint primary key);")
                .file("policy.yaml", ReloadFilesIT.POLICY)
                .catalog(CATALOG)
                .file(
                    "events.yaml",
                    "webhooks:\n  - %s\n  - %s\n"
                        .formatted(
                            operators
                                .yaml("operators")
                                .replace("}", ", types: [files.loaded, files.refused]}"),
                            mailer.yaml("mailer")))
                .serving()
                .open()) {
      ReloadFiles reload = program.get(ReloadFiles.class);
      String first = program.get(Policy.class).version();
      program.writes("policy.yaml", ReloadFilesIT.POLICY.replace("P5D", "soon"));
      reload.now();
      reload.now();
      program.writes("policy.yaml", ReloadFilesIT.POLICY.replace("P5D", "P7D"));
      reload.now();
      program.imports(
          Import.line("1", "\"state\":\"closed\",\"lapsedAt\":\"2026-11-09T00:00:00Z\""));

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> operators.received().size() == 2 && mailer.received().size() == 1);
      assertThat(operators.received())
          .extracting(Received::type)
          .containsExactly("files.refused", "files.loaded");
      assertThat(operators.received())
          .allSatisfy(
              event -> {
                assertThat(new AsyncApi().errors(event.json())).as(event.body()).isEmpty();
                assertThat(subject(event)).isNull();
              });
      assertThat(versions(operators)).containsExactly(first, program.get(Policy.class).version());
      assertThat(operators.received().get(0).json().at("/data/files/0").asString())
          .isEqualTo("policy.yaml");
      assertThat(operators.received().get(1).json().at("/data/catalogVersion").asString())
          .isEqualTo(program.get(Catalog.class).version());
      assertThat(mailer.received()).extracting(Received::type).containsExactly("account.lapsed");
    }
  }

  private static List<String> versions(WebhookReceiver receiver) {
    return receiver.received().stream()
        .map(event -> event.json().at("/data/policyVersion").asString())
        .toList();
  }

  private static @Nullable String subject(Received event) {
    return Objects.requireNonNull(
            EventFormatProvider.getInstance().resolveFormat(JsonFormat.CONTENT_TYPE))
        .deserialize(event.body().getBytes(StandardCharsets.UTF_8))
        .getSubject();
  }
}
