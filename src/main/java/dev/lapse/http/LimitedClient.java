package dev.lapse.http;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends requests and never waits for long: for a connection, for the response, or for its end.
 * Reads at most 64 KiB of a response. Follows no redirects, because a token or a signature is only
 * for the address that was configured.
 */
public final class LimitedClient {
  public static final Duration CONNECT = Duration.ofSeconds(5);

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .build();

  /**
   * The response, with its body as text.
   *
   * @param limit for the whole response; the request's own timeout only covers its headers
   * @throws HttpTimeoutException if the response is not complete by then
   * @throws IOException if there is no response, or one of more than 64 KiB
   */
  public HttpResponse<String> read(HttpRequest request, Duration limit)
      throws IOException, InterruptedException {
    return send(request, limit, true);
  }

  /**
   * The response without its body, however long that is.
   *
   * @param limit for the whole response; the request's own timeout only covers its headers
   * @throws HttpTimeoutException if the response is not complete by then
   * @throws IOException if there is no response
   */
  public HttpResponse<String> send(HttpRequest request, Duration limit)
      throws IOException, InterruptedException {
    return send(request, limit, false);
  }

  private HttpResponse<String> send(HttpRequest request, Duration limit, boolean failsIfLonger)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<String>> response =
        client.sendAsync(request, head -> new LimitedBody(failsIfLonger));
    try {
      return response.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException stalled) {
      response.cancel(true);
      throw new HttpTimeoutException("no complete response");
    } catch (InterruptedException interrupted) {
      response.cancel(true);
      throw interrupted;
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException cause ? cause : new IOException(failed);
    }
  }
}
