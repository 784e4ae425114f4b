package dev.lapse.erase.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.lapse.catalog.HttpStore.Service;
import dev.lapse.erase.store.StoreFailed;
import dev.lapse.testing.AnswerTable;
import dev.lapse.testing.AnswerTable.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code docs/http-store.md} says of each kind of answer is so. */
class AnswersOfServicesTest {
  static List<Row> rows() {
    return AnswerTable.of(Path.of("docs/http-store.md"));
  }

  @Test
  void everyRequestHasValidAndInvalidAnswers() {
    for (String request : List.of("GET /accounts/42", "PUT /erasures/KEY", "GET /health")) {
      assertThat(rows())
          .filteredOn(row -> row.asked().equals(request))
          .extracting(Row::kind)
          .as(request)
          .contains("valid", "invalid");
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isReadAsTheTableSays(Row row) {
    HttpServer server = AnswerTable.server(row);
    try {
      ErasureService service =
          new ErasureService(
              "search",
              new RetryingRequests("search", new Service(AnswerTable.address(server), null)));
      assertThat(kind(service, row)).isEqualTo(row.kind());
    } finally {
      server.stop(0);
    }
  }

  private static String kind(ErasureService service, Row row) {
    String key = UUID.randomUUID().toString();
    try {
      return switch (row.asked()) {
        case "GET /accounts/42" -> said(service.remaining("42"));
        case "PUT /erasures/KEY" -> said(service.start(key, "42", UUID.randomUUID()));
        case "GET /erasures/KEY" -> service.poll(key).isPresent() ? "valid" : "absent";
        case "GET /health" -> {
          service.health();
          yield "valid";
        }
        default -> throw new IllegalArgumentException(row.asked());
      };
    } catch (StoreFailed notAsPromised) {
      assertThat(notAsPromised)
          .hasMessageContaining("does not answer as docs/http-store.yaml says");
      return "invalid";
    }
  }

  private static String said(Object answer) {
    assertThat(answer).isNotNull();
    return "valid";
  }
}
