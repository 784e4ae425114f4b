package dev.lapse.event.webhook;

import dev.lapse.event.Attempt;
import dev.lapse.event.Destination;
import dev.lapse.event.Event;
import dev.lapse.event.UnsafeAddress;
import dev.lapse.event.WebhookSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One receiver of webhooks. Redirections are not followed: what is signed is for the address that
 * was configured. Nothing of an answer but its status, and when to come again, is kept.
 */
final class Webhook implements Destination {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int GONE = 410;
  private static final Set<Integer> ASK_LATER = Set.of(429, 503);

  private final WebhookSettings settings;
  private final HttpClient client;

  Webhook(WebhookSettings settings) {
    this.settings = settings;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
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
  public Attempt deliver(Event event, byte[] cloudEvent, Instant now) {
    try {
      refuseUnsafe();
      return judge(send(event, cloudEvent, now), now);
    } catch (InterruptedException toldToEnd) {
      Thread.currentThread().interrupt();
      return new Attempt.Interrupted();
    } catch (IOException failed) {
      return new Attempt.Failed(null, words(failed), null);
    }
  }

  private HttpResponse<Void> send(Event event, byte[] body, Instant now)
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
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(request, head -> new PassOverBody());
    try {
      // the request's own timeout ends with the head of the answer
      return answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException stalled) {
      answer.cancel(true);
      throw new HttpTimeoutException("no whole answer");
    } catch (InterruptedException toldToEnd) {
      answer.cancel(true);
      throw toldToEnd;
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException cause ? cause : new IOException(failed);
    }
  }

  private Attempt judge(HttpResponse<Void> answer, Instant now) {
    int status = answer.statusCode();
    if (status >= 200 && status < 300) {
      return new Attempt.Delivered(status);
    }
    if (status == GONE) {
      return new Attempt.Gone(status);
    }
    return new Attempt.Failed(status, "answered " + status, wish(answer, now));
  }

  private static @Nullable Duration wish(HttpResponse<Void> answer, Instant now) {
    return ASK_LATER.contains(answer.statusCode())
        ? answer
            .headers()
            .firstValue("Retry-After")
            .flatMap(text -> RetryAfter.of(text, now))
            .orElse(null)
        : null;
  }

  /**
   * A name may lead anywhere, and elsewhere than yesterday. The JDK keeps what it looked up for
   * long enough that the connection goes to the address that was looked at here.
   */
  private void refuseUnsafe() throws IOException {
    InetAddress[] addresses = InetAddress.getAllByName(settings.url().getHost());
    if (Arrays.stream(addresses).anyMatch(UnsafeAddress::is)) {
      throw new UnsafeReceiver();
    }
  }

  /** Not the text of the exception: hosts and paths may be secrets. */
  private String words(IOException failed) {
    if (failed instanceof UnsafeReceiver) {
      return "refused: its name leads to an address of this machine's own network link";
    }
    if (failed instanceof HttpTimeoutException) {
      return "no whole answer within " + settings.timeout();
    }
    if (failed instanceof UnknownHostException) {
      return "its name is not known";
    }
    if (failed instanceof ConnectException) {
      return "no connection";
    }
    if (failed instanceof SSLException) {
      return "no trusted connection: its certificate or protocol is refused";
    }
    return "the connection ended before the whole answer was there";
  }

  @Override
  public void close() {
    // JDK 17 ends the threads of a client when it is no longer referred to
  }

  private static final class UnsafeReceiver extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
