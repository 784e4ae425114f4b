package dev.lapse.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Reads the {@link JsonBody} that a controller asks for. */
@Component
class ReadJsonBody implements HandlerMethodArgumentResolver, WebMvcConfigurer {
  private static final int MOST_BYTES = 64 * 1024;

  private final ObjectReader reader;
  private final JsonMapper json;

  ReadJsonBody(JsonMapper json) {
    this.json = json;
    reader = JsonBody.strictly(json);
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(this);
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == JsonBody.class;
  }

  @Override
  public JsonBody resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders)
      throws IOException {
    return read((HttpServletRequest) request.getNativeRequest());
  }

  private JsonBody read(HttpServletRequest request) throws IOException {
    if (request.getContentLengthLong() > MOST_BYTES) {
      throw tooLarge();
    }
    // a chunked body does not announce its length
    byte[] bytes = request.getInputStream().readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw tooLarge();
    }
    if (bytes.length == 0) {
      return new JsonBody(json.createObjectNode());
    }
    refuseUnlessJson(request.getContentType());
    try {
      JsonNode tree = reader.readValue(bytes);
      if (tree.isObject()) {
        return new JsonBody(tree);
      }
    } catch (JacksonException notJson) {
      throw new Refused(
          ProblemType.MALFORMED, "the body is not JSON: " + notJson.getOriginalMessage());
    }
    throw new Refused(ProblemType.MALFORMED, "the body must be one JSON object, such as {}");
  }

  private static void refuseUnlessJson(@Nullable String contentType) {
    try {
      if (contentType != null) {
        MediaType type = MediaType.parseMediaType(contentType);
        if (type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON)
            && (type.getCharset() == null || StandardCharsets.UTF_8.equals(type.getCharset()))) {
          return;
        }
      }
    } catch (IllegalArgumentException unreadable) {
      throw unsupported(contentType);
    }
    throw unsupported(contentType);
  }

  private static Refused unsupported(@Nullable String contentType) {
    return new Refused(
        ProblemType.UNSUPPORTED_MEDIA_TYPE,
        contentType == null
            ? "the body has no Content-Type; it must be application/json"
            : "the Content-Type is '%s', but must be application/json".formatted(contentType));
  }

  private static Refused tooLarge() {
    return new Refused(
        ProblemType.TOO_LARGE, "the body has more than %,d bytes".formatted(MOST_BYTES));
  }

  private static final class Refused extends HasProblem {
    private static final long serialVersionUID = 1L;

    Refused(ProblemType type, String detail) {
      super(new Problem(type, detail));
    }
  }
}
