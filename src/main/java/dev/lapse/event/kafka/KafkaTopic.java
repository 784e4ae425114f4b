package dev.lapse.event.kafka;

import dev.lapse.event.Event;
import dev.lapse.event.EventSettings;
import dev.lapse.event.KafkaSettings;
import dev.lapse.event.delivery.DeliveryAttempt;
import dev.lapse.event.delivery.Destination;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka topic. The account's id is the key, so that its events are in one partition, in order.
 */
final class KafkaTopic implements Destination {
  private static final String CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8";
  private static final Duration ONE_REQUEST = Duration.ofSeconds(5);
  private static final Duration METADATA = Duration.ofSeconds(5);

  /** When the producer gives up. */
  private static final Duration DELIVERY = Duration.ofSeconds(10);

  private static final Duration CLOSE = Duration.ofSeconds(1);

  private final KafkaSettings settings;
  private @Nullable Producer<String, byte[]> producer;

  KafkaTopic(KafkaSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return EventSettings.KAFKA;
  }

  @Override
  public Duration timeout() {
    return METADATA.plus(DELIVERY).plusSeconds(5);
  }

  @Override
  public DeliveryAttempt deliver(Event event, byte[] cloudEvent, Instant now) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(settings.topic(), event.accountId(), cloudEvent);
    record.headers().add("content-type", CONTENT_TYPE.getBytes(StandardCharsets.UTF_8));
    try {
      producer().send(record).get(timeout().toMillis(), TimeUnit.MILLISECONDS);
      return new DeliveryAttempt.Delivered(null);
    } catch (InterruptedException | InterruptException interrupted) {
      Thread.currentThread().interrupt();
      return new DeliveryAttempt.Interrupted();
    } catch (TimeoutException late) {
      return new DeliveryAttempt.Failed(null, "no acknowledgement within " + timeout(), null);
    } catch (ExecutionException failed) {
      return new DeliveryAttempt.Failed(null, words(failed.getCause()), null);
    } catch (KafkaException failed) {
      return new DeliveryAttempt.Failed(null, words(failed), null);
    }
  }

  /** Created at the first event, so that an unknown broker name only fails an attempt. */
  private synchronized Producer<String, byte[]> producer() {
    if (producer == null) {
      producer =
          new KafkaProducer<>(properties(), new StringSerializer(), new ByteArraySerializer());
    }
    return producer;
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = new HashMap<>(settings.properties());
    properties.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, "lapse");
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, METADATA.toMillis());
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ONE_REQUEST.toMillis());
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
    return properties;
  }

  /** The exception's name only: Kafka's messages may contain addresses and settings. */
  private static String words(@Nullable Throwable failed) {
    return failed == null ? "failed" : failed.getClass().getSimpleName();
  }

  @Override
  public synchronized void close() {
    if (producer != null) {
      producer.close(CLOSE);
      producer = null;
    }
  }
}
