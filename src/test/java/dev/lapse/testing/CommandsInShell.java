package dev.lapse.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A shell in which {@code lapse} is a command: the real command line, on a program that is open
 * already, so that none has to start.
 */
public final class CommandsInShell implements AutoCloseable {
  /** The command {@code lapse_here}, with the variables of the shell whose names are Lapse's. */
  public static final String FUNCTION =
      """
      lapse_here() {
        {
          env -0 | grep -zE '^(LAPSE|PRODUCT)_' || true
          printf '\\0'
          printf '%s\\0' "$@"
        } | command curl -sSf --data-binary @- "$COMMANDS"
        cat "$COMMANDS_FOLDER/.out"
        cat "$COMMANDS_FOLDER/.err" >&2
        return "$(cat "$COMMANDS_FOLDER/.code")"
      }
      """;

  private static final String LAPSE =
      FUNCTION
          + """
          set -euo pipefail
          lapse() {
            lapse_here "$@"
          }
          set -v
          """;
  private static final long LONGEST_SECONDS = 120;

  private final Command command;
  private final Path folder;
  private final HttpServer server;

  private CommandsInShell(Command command, Path folder, HttpServer server) {
    this.command = command;
    this.folder = folder;
    this.server = server;
  }

  /** Does what a command is to do. */
  private interface Command {
    Commands.Result run(Map<String, String> variables, String... arguments);
  }

  /** What a script printed, with its lines, and its exit code. */
  public record Result(int exitCode, String output) {}

  public static CommandsInShell on(TestProgram program, Path folder) throws IOException {
    Commands commands = Commands.on(program);
    return of((variables, arguments) -> commands.run(arguments), folder);
  }

  /** Each command opens a program of its own in this process, with the variables of the shell. */
  public static CommandsInShell opening(Path folder) throws IOException {
    return of(Commands::inThisProcess, folder);
  }

  private static CommandsInShell of(Command command, Path folder) throws IOException {
    HttpServer server = LocalServer.create();
    CommandsInShell shell = new CommandsInShell(command, folder, server);
    server.createContext("/", shell::execute);
    server.start();
    return shell;
  }

  /** What {@link #FUNCTION} needs in the environment of a shell. */
  public Map<String, String> variables() {
    return Map.of(
        "COMMANDS",
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "COMMANDS_FOLDER",
        folder.toString());
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
    shell.environment().putAll(variables());
    Process process = shell.start();
    boolean ended = process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    return new Result(ended ? process.exitValue() : -1, Files.readString(output));
  }

  private void execute(HttpExchange asked) throws IOException {
    try (asked) {
      String[] all = new String(asked.getRequestBody().readAllBytes(), UTF_8).split("\0");
      Map<String, String> variables = new HashMap<>();
      int at = 0;
      for (; !all[at].isEmpty(); at++) {
        String[] variable = all[at].split("=", 2);
        variables.put(variable[0], variable[1]);
      }
      Commands.Result result = command.run(variables, Arrays.copyOfRange(all, at + 1, all.length));
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
