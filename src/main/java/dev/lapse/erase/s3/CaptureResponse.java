package dev.lapse.erase.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Keeps each raw response. The SDK makes an object of anything: an empty list of an unrelated page,
 * false of an unknown word.
 */
final class CaptureResponse implements ExecutionInterceptor {
  /** The attribute with the response to a request. */
  static final ExecutionAttribute<Kept> KEPT = new ExecutionAttribute<>("dev.lapse.answer");

  /** A thousand keys of the longest kind, percent-encoded, are some 4 MB. */
  private static final int MOST_BYTES = 16 * 1024 * 1024;

  /** The response to the last attempt of a request. */
  static final class Kept {
    private @Nullable CapturedResponse answer;

    /** Empty if no complete response arrived. */
    Optional<CapturedResponse> answer() {
      return Optional.ofNullable(answer);
    }
  }

  /** A raw response. */
  @SuppressWarnings("ArrayRecordComponent")
  record CapturedResponse(int status, byte[] body) {
    boolean isSuccess() {
      return status >= 200 && status < 300;
    }
  }

  @Override
  public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes request) {
    Kept kept = request.getAttribute(KEPT);
    if (kept != null) {
      kept.answer = null;
    }
  }

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes request) {
    Kept kept = request.getAttribute(KEPT);
    if (kept == null) {
      return context.responseBody();
    }
    int status = context.httpResponse().statusCode();
    if (context.responseBody().isEmpty()) {
      kept.answer = new CapturedResponse(status, new byte[0]);
      return Optional.empty();
    }
    byte[] body = whole(context.responseBody().get());
    kept.answer = new CapturedResponse(status, body);
    return Optional.of(new ByteArrayInputStream(body));
  }

  private static byte[] whole(InputStream answer) {
    try (answer) {
      byte[] body = answer.readNBytes(MOST_BYTES + 1);
      if (body.length > MOST_BYTES) {
        throw SdkClientException.create("its answer is longer than %d bytes".formatted(MOST_BYTES));
      }
      return body;
    } catch (IOException cut) {
      // with its cause the SDK sees that a retry may help
      throw SdkClientException.create("its answer was cut off", cut);
    }
  }
}
