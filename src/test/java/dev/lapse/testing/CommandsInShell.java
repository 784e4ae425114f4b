package dev.lapse.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A shell in which {@code lapse} is a command: the real command line, on a program that is open
 * already, so that none has to start.
 */
public final class CommandsInShell implements AutoCloseable {
  private static final String LAPSE =
      """
      set -euo pipefail
      lapse() {
        printf '%s\\0' "$@" | command curl -sSf --data-binary @- "$COMMANDS"
        cat .out
        cat .err >&2
        return "$(cat .code)"
      }
      set -v
      """;
  private static final long LONGEST_SECONDS = 120;

  private final Commands commands;
  private final Path folder;
  private final HttpServer server;

  private CommandsInShell(Commands commands, Path folder, HttpServer server) {
    this.commands = commands;
    this.folder = folder;
    this.server = server;
  }

  /** What a script printed, with its lines, and its exit code. */
  public record Result(int exitCode, String output) {}

  public static CommandsInShell on(TestProgram program, Path folder) throws IOException {
    HttpServer server = LocalServer.create();
    CommandsInShell shell = new CommandsInShell(Commands.on(program), folder, server);
    server.createContext("/", shell::execute);
    server.start();
    return shell;
  }

  /** Runs a script with these variables, and stops at the first command that fails. */
  public Result run(String script, Map<String, String> variables) throws Exception {
    Path output = folder.resolve(".output");
    ProcessBuilder shell =
        new ProcessBuilder("bash", "-c", LAPSE + script)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    shell.environment().putAll(variables);
    shell.environment().put("COMMANDS", "http://127.0.0.1:" + server.getAddress().getPort());
    Process process = shell.start();
    boolean ended = process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    return new Result(ended ? process.exitValue() : -1, Files.readString(output));
  }

  private void execute(HttpExchange asked) throws IOException {
    try (asked) {
      String arguments = new String(asked.getRequestBody().readAllBytes(), UTF_8);
      Commands.Result result = commands.run(arguments.split("\0"));
      Files.writeString(folder.resolve(".out"), result.out());
      Files.writeString(folder.resolve(".err"), result.err());
      Files.writeString(folder.resolve(".code"), String.valueOf(result.exitCode()));
      asked.sendResponseHeaders(204, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
