package dev.lapse.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * As much of psql as the README needs, where none is installed: {@code -q}, {@code -d NAME}, {@code
 * -v NAME=VALUE}, {@code -f FILE} and {@code -c '\password ROLE'} (which only checks that the role
 * is there), or statements on standard input. A function of the shell has this process do it, as a
 * superuser; a program of its own would be a second one in the test classes, and {@code
 * spring-boot:test-run} would not know which is the demo.
 */
public final class Psql implements AutoCloseable {
  /** The command, for a shell in whose environment {@code PSQL} is {@link #address}. */
  public static final String FUNCTION =
      """
      psql() {
        {
          printf '%s\\0' "$@"
          case " $* " in *' -f '* | *' -c '*) ;; *) cat ;; esac
        } | command curl -sSf --data-binary @- "$PSQL"
      }
      """;

  private static final String PASSWORD = "\\password ";

  private final Map<String, TestDatabase> databases;
  private final HttpServer server;

  private Psql(Map<String, TestDatabase> databases, HttpServer server) {
    this.databases = databases;
    this.server = server;
  }

  /** For these databases, by the names that are given to {@code -d}. */
  public static Psql of(Map<String, TestDatabase> databases) throws IOException {
    HttpServer server = LocalServer.create();
    Psql psql = new Psql(databases, server);
    server.createContext("/", psql::execute);
    server.start();
    return psql;
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void execute(HttpExchange asked) throws IOException {
    try (asked) {
      run(new String(asked.getRequestBody().readAllBytes(), UTF_8).split("\0", -1));
      asked.sendResponseHeaders(204, -1);
    } catch (RuntimeException failed) {
      System.err.println("psql: " + failed);
      asked.sendResponseHeaders(500, -1);
    }
  }

  /** Options with their values, and then what was on standard input. */
  private void run(String[] words) {
    Map<String, String> variables = new HashMap<>();
    List<String> statements = new ArrayList<>();
    String database = null;
    for (int i = 0; i < words.length - 1; i += 2) {
      if (words[i].equals("-q")) {
        i++;
      }
      String value = words[i + 1];
      switch (words[i]) {
        case "-d" -> database = value;
        case "-v" -> variables.put(value.split("=", 2)[0], value.split("=", 2)[1]);
        case "-f" ->
            statements.add(RoleFiles.statements(value.replaceAll("^db/roles/", ""), variables));
        case "-c" -> statements.add("select '%s'::regrole".formatted(roleOf(value)));
        default -> throw new IllegalArgumentException(words[i]);
      }
    }
    if (statements.isEmpty()) {
      statements.add(words[words.length - 1]);
    }
    statements.forEach(databases.get(database)::run);
  }

  private static String roleOf(String command) {
    if (!command.startsWith(PASSWORD)) {
      throw new IllegalArgumentException(command);
    }
    return command.substring(PASSWORD.length());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
