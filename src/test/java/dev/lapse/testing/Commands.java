package dev.lapse.testing;

import dev.lapse.LapseApplication;
import dev.lapse.QuickProgram;
import dev.lapse.cli.LapseCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Commands as the command line executes them, on a program that is open already and stays open:
 * with its databases, its files and its clock.
 */
public final class Commands {
  private static final List<String> SETTINGS =
      List.of(
          "LAPSE_DATABASE_URL",
          "LAPSE_DATABASE_USERNAME",
          "LAPSE_DATABASE_PASSWORD",
          "PRODUCT_DATABASE_URL",
          "PRODUCT_DATABASE_USERNAME",
          "PRODUCT_DATABASE_PASSWORD",
          "LAPSE_JOBS");

  private static final AtomicInteger OPENED = new AtomicInteger();

  private final TestProgram program;

  private Commands(TestProgram program) {
    this.program = program;
  }

  public static Commands on(TestProgram program) {
    return new Commands(program);
  }

  /** What a command printed, and its exit code. */
  public record Result(int exitCode, String out, String err) {
    public JsonNode json() {
      return JsonMapper.builder().build().readTree(out);
    }
  }

  public Result run(String... arguments) {
    return run(
        (parts, settings) -> staysOpen(program.context()), program.clock, settings(), arguments);
  }

  /** Does this while the settings of the program are those of this process. */
  public <T> T withSettings(Supplier<T> work) {
    settings().forEach(System::setProperty);
    try {
      return work.get();
    } finally {
      SETTINGS.forEach(System::clearProperty);
    }
  }

  private Map<String, String> settings() {
    Environment environment = program.context().getEnvironment();
    return SETTINGS.stream()
        .collect(Collectors.toMap(name -> name, environment::getRequiredProperty));
  }

  /** A command that ends before it opens a program. */
  public static Result withoutProgram(Map<String, String> environment, String... arguments) {
    return run(
        (parts, settings) -> {
          throw new AssertionError("a program was opened");
        },
        Clock.systemUTC(),
        environment,
        arguments);
  }

  /** A command that opens a program of its own, and closes it. */
  static Result inThisProcess(Map<String, String> environment, String... arguments) {
    return run(Commands::opened, Clock.systemUTC(), environment, arguments);
  }

  private static ConfigurableApplicationContext opened(
      LapseCommand.Parts parts, List<String> settings) {
    if (parts == LapseCommand.Parts.ROWS) {
      return QuickProgram.open();
    }
    return new SpringApplicationBuilder(LapseApplication.class)
        .web(WebApplicationType.NONE)
        .profiles("command")
        .registerShutdownHook(false)
        .initializers(starting -> ReadOnce.by((GenericApplicationContext) starting))
        .run(
            Stream.concat(
                    // Quartz knows schedulers, and their databases, by name
                    Stream.of("--spring.quartz.scheduler-name=command-" + OPENED.incrementAndGet()),
                    settings.stream())
                .toArray(String[]::new));
  }

  /** Properties stand for the environment. */
  private static Result run(
      LapseCommand.Opening opening,
      InstantSource clock,
      Map<String, String> environment,
      String... arguments) {
    CommandLine line = LapseCommand.lineFor(arguments, opening, clock);
    environment.forEach(System::setProperty);
    try {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
      int exitCode = line.execute(arguments);
      return new Result(exitCode, out.toString(), err.toString());
    } finally {
      environment.keySet().forEach(System::clearProperty);
    }
  }

  /** A command closes the program that it opened. */
  private static ConfigurableApplicationContext staysOpen(ConfigurableApplicationContext context) {
    return (ConfigurableApplicationContext)
        Proxy.newProxyInstance(
            Commands.class.getClassLoader(),
            new Class<?>[] {ConfigurableApplicationContext.class},
            (proxy, method, arguments) -> {
              try {
                return method.getName().equals("close") ? null : method.invoke(context, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }
}
