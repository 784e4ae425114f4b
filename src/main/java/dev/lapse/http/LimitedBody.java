package dev.lapse.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Reads the text of a response of at most 64 KiB. */
final class LimitedBody implements BodySubscriber<String> {
  private static final int MOST_BYTES = 64 * 1024;

  private final CompletableFuture<String> text = new CompletableFuture<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final boolean failsIfLonger;
  private Flow.@Nullable Subscription subscription;

  /**
   * @param failsIfLonger whether a longer response is an error; if not, its text is empty
   */
  LimitedBody(boolean failsIfLonger) {
    this.failsIfLonger = failsIfLonger;
  }

  @Override
  public CompletionStage<String> getBody() {
    return text;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> some) {
    for (ByteBuffer buffer : some) {
      byte[] part = new byte[buffer.remaining()];
      buffer.get(part);
      bytes.writeBytes(part);
    }
    if (bytes.size() > MOST_BYTES) {
      bytes.reset();
      if (subscription != null) {
        subscription.cancel();
      }
      if (failsIfLonger) {
        text.completeExceptionally(
            new IOException("its answer is longer than %d bytes".formatted(MOST_BYTES)));
      } else {
        text.complete("");
      }
    }
  }

  @Override
  public void onError(Throwable failed) {
    text.completeExceptionally(failed);
  }

  @Override
  public void onComplete() {
    text.complete(bytes.toString(StandardCharsets.UTF_8));
  }
}
