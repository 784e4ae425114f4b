package dev.lapse.event.webhook;

import dev.lapse.event.Event;
import dev.lapse.event.UnsafeAddress;
import dev.lapse.event.WebhookSettings;
import dev.lapse.event.delivery.DeliveryAttempt;
import dev.lapse.event.delivery.Destination;
import dev.lapse.http.LimitedClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One receiver of webhooks. Does not follow redirects: a signed event is only for the configured
 * address. Keeps only the status and {@code Retry-After} of a response.
 */
final class Webhook implements Destination {
  private static final int GONE = 410;
  private static final Set<Integer> ASK_LATER = Set.of(429, 503);

  private final WebhookSettings settings;
  private final LimitedClient client = new LimitedClient();

  Webhook(WebhookSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public Duration timeout() {
    return settings.timeout();
  }

  @Override
  public DeliveryAttempt deliver(Event event, byte[] cloudEvent, Instant now) {
    try {
      refuseUnsafe();
      return judge(send(event, cloudEvent, now), now);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new DeliveryAttempt.Interrupted();
    } catch (IOException failed) {
      return new DeliveryAttempt.Failed(null, words(failed), null);
    }
  }

  private HttpResponse<String> send(Event event, byte[] body, Instant now)
      throws IOException, InterruptedException {
    String id = event.id().toString();
    long timestamp = now.getEpochSecond();
    HttpRequest request =
        HttpRequest.newBuilder(settings.url())
            .timeout(settings.timeout())
            .header("Content-Type", "application/cloudevents+json; charset=utf-8")
            .header("User-Agent", "lapse")
            .header("webhook-id", id)
            .header("webhook-timestamp", String.valueOf(timestamp))
            .header("webhook-signature", SignWebhook.of(id, timestamp, body, settings.secrets()))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return client.send(request, settings.timeout());
  }

  private DeliveryAttempt judge(HttpResponse<String> answer, Instant now) {
    int status = answer.statusCode();
    if (status >= 200 && status < 300) {
      return new DeliveryAttempt.Delivered(status);
    }
    if (status == GONE) {
      return new DeliveryAttempt.Gone(status);
    }
    return new DeliveryAttempt.Failed(status, "answered " + status, wish(answer, now));
  }

  private static @Nullable Duration wish(HttpResponse<String> answer, Instant now) {
    return ASK_LATER.contains(answer.statusCode())
        ? answer
            .headers()
            .firstValue("Retry-After")
            .flatMap(text -> RetryAfter.of(text, now))
            .orElse(null)
        : null;
  }

  /**
   * A host name may resolve to any address, and to another one than yesterday. The JDK caches the
   * lookup long enough for the connection to use the address that was checked here.
   */
  private void refuseUnsafe() throws IOException {
    InetAddress[] addresses = InetAddress.getAllByName(settings.url().getHost());
    if (Arrays.stream(addresses).anyMatch(UnsafeAddress::is)) {
      throw new UnsafeReceiver();
    }
  }

  /** Does not use the exception's text: hosts and paths may be secrets. */
  private String words(IOException failed) {
    if (failed instanceof UnsafeReceiver) {
      return "refused: its name resolves to a link-local or metadata address";
    }
    if (failed instanceof HttpTimeoutException) {
      return "no complete response within " + settings.timeout();
    }
    if (failed instanceof UnknownHostException) {
      return "unknown host";
    }
    if (failed instanceof ConnectException) {
      return "no connection";
    }
    if (failed instanceof SSLException) {
      return "no trusted connection: its certificate or protocol was refused";
    }
    return "the connection ended before the response was complete";
  }

  @Override
  public void close() {
    // JDK 17 ends the threads of a client when it is no longer referenced
  }

  private static final class UnsafeReceiver extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
