package dev.lapse.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A table of a guide that says what Lapse makes of an answer, and a server that answers so. */
public final class AnswerTable {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| (.+?) \\| (\\d{3}) (?:`(.*?)`|and no body) \\| (.+?) \\|$");

  private AnswerTable() {}

  /**
   * A row.
   *
   * @param meaning begins with "valid", "absent", "invalid" or "an error"
   */
  public record Row(String asked, int status, String body, String meaning) {
    /** How the meaning begins. */
    public String kind() {
      return meaning.split("[:,]")[0];
    }

    @Override
    public String toString() {
      return asked + " " + status + " " + body;
    }
  }

  public static List<Row> of(Path guide) {
    try {
      Matcher rows = ROW.matcher(Files.readString(guide));
      return rows.results()
          .map(
              row ->
                  new Row(
                      row.group(1).replace("`", ""),
                      Integer.parseInt(row.group(2)),
                      row.group(3) == null ? "" : row.group(3),
                      row.group(4)))
          .toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Answers every request alike. */
  public static HttpServer server(Row row) {
    HttpServer server = LocalServer.create();
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] body = row.body().getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(row.status(), body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
              exchange.getResponseBody().write(body);
            }
          }
        });
    server.start();
    return server;
  }

  public static URI address(HttpServer server) {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }
}
