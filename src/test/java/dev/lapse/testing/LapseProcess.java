package dev.lapse.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The packaged program in a process of its own, with what it printed so far. */
public final class LapseProcess implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(4);

  private final List<String> arguments;
  private final Process process;
  private final Collected out;
  private final Collected err;

  /** What a process that ended left. */
  public record Result(int exitCode, String out, String err) {}

  private LapseProcess(List<String> arguments, Process process) {
    this.arguments = arguments;
    this.process = process;
    this.out = new Collected(process.getInputStream());
    this.err = new Collected(process.getErrorStream());
  }

  /** Starts {@code java -jar lapse.jar} with these settings in its environment and no others. */
  static LapseProcess start(
      List<String> jar, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(UnpackedJar.JAVA);
    // it lives for seconds: what is compiled well is never used
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    command.add("-Djava.io.tmpdir=" + TestFolders.ALL);
    command.addAll(jar);
    return startCommand(command, environment, arguments);
  }

  /** Starts a command that starts Lapse, in the same environment. */
  static LapseProcess startCommand(
      List<String> command, Map<String, String> environment, String... arguments) {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(whole);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.matches("(LAPSE|PRODUCT|SPRING|SERVER|LOGGING)_.*|.*JAVA.*OPTIONS"));
    builder.environment().putAll(environment);
    try {
      return new LapseProcess(List.of(arguments), builder.start());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Waits for its end. */
  public Result result() {
    try {
      if (!process.waitFor(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("still runs after " + LONGEST + ": " + this);
      }
      return new Result(process.exitValue(), out.whole(), err.whole());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** What it has printed on standard error so far. */
  public String err() {
    return err.soFar();
  }

  /** Waits until it serves, or has ended. */
  public void awaitServing() {
    Awaitility.await()
        .atMost(LONGEST)
        .until(() -> err().contains("serving at http://") || !isAlive());
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** {@code kill -9}, and waits until it is gone. */
  public void kill() {
    process.toHandle().destroyForcibly();
    result();
  }

  /** {@code kill -TERM}. What it still prints is read; {@link Process#destroy} would not. */
  public void terminate() {
    process.toHandle().destroy();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  @Override
  public String toString() {
    return "lapse %s%n%s%n%s".formatted(String.join(" ", arguments), out.soFar(), err.soFar());
  }

  /** Reads a stream to its end, so that the process never waits for its reader. */
  private static final class Collected {
    private final java.io.StringWriter text = new java.io.StringWriter();
    private final Thread reader;

    Collected(InputStream stream) {
      reader = new Thread(() -> read(stream), "reads-lapse");
      reader.setDaemon(true);
      reader.start();
    }

    private void read(InputStream stream) {
      try (var characters = new java.io.InputStreamReader(stream, StandardCharsets.UTF_8)) {
        char[] some = new char[4096];
        for (int count = characters.read(some); count >= 0; count = characters.read(some)) {
          text.write(some, 0, count);
        }
      } catch (IOException closed) {
        text.write("\n(" + closed.getMessage() + ")\n");
      }
    }

    String soFar() {
      return text.toString();
    }

    String whole() throws InterruptedException {
      reader.join(LONGEST.toMillis());
      return text.toString();
    }
  }
}
