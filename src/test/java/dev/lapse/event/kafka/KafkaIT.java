package dev.lapse.event.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lapse.account.lifecycle.Holds;
import dev.lapse.account.lifecycle.RecordLapse;
import dev.lapse.event.AsyncApi;
import dev.lapse.testing.TestProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Events in a topic of a real broker, which is down at first. */
class KafkaIT {
  private static final String TOPIC = "account-lifecycle";
  private static final List<String> IDS = List.of("1", "2", "3");
  private static final String ACCOUNTS =
      """
      {"id":"1","kind":"direct","state":"active"}
      {"id":"2","kind":"direct","state":"active"}
      {"id":"3","kind":"direct","state":"active"}
      """;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void eventsArriveInOrderPerAccountOnceTheBrokerIsThere() {
    EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, 3, TOPIC);
    try (TestProgram before = open("127.0.0.1:" + freePort(), null)) {
      before.imports(ACCOUNTS);
      for (String id : IDS) {
        before.get(RecordLapse.class).close(id, null, "test", before.clock.instant());
      }
      await().atMost(PATIENCE).until(() -> count(before, "last_error = 'TimeoutException'") == 3);
      assertThat(count(before, "state = 'pending'")).isEqualTo(3);
      before.context().close();

      broker.afterPropertiesSet();
      try (TestProgram program = open(broker.getBrokersAsString(), before)) {
        for (String id : IDS) {
          program.get(Holds.class).place(id, "court", "x", null, "test", program.clock.instant());
        }
        await().atMost(PATIENCE).until(() -> count(program, "state = 'delivered'") == 6);
      }
      check(read(broker.getBrokersAsString(), 6));
    } finally {
      broker.destroy();
    }
  }

  /** Up, down while events are written, and up again. */
  @Test
  void eventsWaitForABrokerThatWentDown() {
    EmbeddedKafkaKraftBroker first = new EmbeddedKafkaKraftBroker(1, 3, TOPIC);
    first.afterPropertiesSet();
    try (TestProgram before = open(first.getBrokersAsString(), null)) {
      before.imports(ACCOUNTS);
      for (String id : IDS) {
        before.get(RecordLapse.class).close(id, null, "test", before.clock.instant());
      }
      await().atMost(PATIENCE).until(() -> count(before, "state = 'delivered'") == 3);
      first.destroy();
      for (String id : IDS) {
        before.get(Holds.class).place(id, "court", "x", null, "test", before.clock.instant());
      }
      await().atMost(PATIENCE).until(() -> count(before, "last_error is not null") == 3);
      assertThat(count(before, "state = 'pending'")).isEqualTo(3);
      before.context().close();

      EmbeddedKafkaKraftBroker again = new EmbeddedKafkaKraftBroker(1, 3, TOPIC);
      again.afterPropertiesSet();
      try (TestProgram program = open(again.getBrokersAsString(), before)) {
        await().atMost(PATIENCE).until(() -> count(program, "state = 'delivered'") == 6);
        assertThat(read(again.getBrokersAsString(), 3))
            .extracting(record -> JSON.readTree(record.value()).get("type").asString())
            .containsOnly("account.hold-placed");
      } finally {
        again.destroy();
      }
    }
  }

  private static void check(List<ConsumerRecord<String, String>> records) {
    AsyncApi api = new AsyncApi();
    assertThat(records)
        .hasSize(6)
        .allSatisfy(
            record -> {
              JsonNode event = JSON.readTree(record.value());
              assertThat(api.errors(event)).isEmpty();
              assertThat(record.key()).isEqualTo(event.get("subject").asString());
              assertThat(record.headers().lastHeader("content-type").value())
                  .asString(StandardCharsets.UTF_8)
                  .isEqualTo("application/cloudevents+json; charset=UTF-8");
            });
    for (String id : IDS) {
      assertThat(records.stream().filter(record -> record.key().equals(id)))
          .extracting(record -> JSON.readTree(record.value()).get("type").asString())
          .containsExactly("account.lapsed", "account.hold-placed");
    }
  }

  private static TestProgram open(String servers, @Nullable TestProgram before) {
    Instant now = before == null ? Instant.now() : before.clock.instant().plus(Duration.ofHours(1));
    TestProgram.Setup setup =
        TestProgram.at(now.toString())
            .catalog("stores: []\nsets: []\n")
            .file(
                "events.yaml",
                "kafka: {bootstrap-servers: '%s', topic: %s}\n".formatted(servers, TOPIC))
            .serving();
    return (before == null ? setup : setup.databasesOf(before)).open();
  }

  private static long count(TestProgram program, String which) {
    return program
        .inLapse()
        .sql("select count(*) from lapse.delivery where destination = 'kafka' and " + which)
        .query(Long.class)
        .single();
  }

  private static List<ConsumerRecord<String, String>> read(String servers, int count) {
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", servers, "group.id", "test", "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.subscribe(List.of(TOPIC));
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return records.size() >= count;
              });
    }
    return records;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
