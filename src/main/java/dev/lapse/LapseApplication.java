package dev.lapse;

import dev.lapse.cli.LapseCommand;
import dev.lapse.cli.LapseCommand.Parts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The program: {@code lapse serve} and the other commands. */
@SpringBootApplication
public class LapseApplication {
  private static final Duration PATIENCE = Duration.ofMillis(9_500);
  private static final int ENDED_BY_SIGTERM = 128 + 15;

  LapseApplication() {}

  /** Runs a command. All commands except {@code serve} end the process with their exit code. */
  public static void main(String[] args) {
    PlainLog.choose();
    endInTime();
    run(args);
  }

  /** Like {@link #main}, but embedded in another program, without ending the process. */
  public static void run(String[] args) {
    String[] arguments = LapseCommand.orServe(args);
    int exitCode =
        LapseCommand.lineFor(arguments, LapseApplication::open, InstantSource.system())
            .execute(arguments);
    if (exitCode != LapseCommand.SERVING) {
      System.exit(exitCode);
    }
  }

  /**
   * Ends the process at most ten seconds after it was asked to stop: a statement that waits for a
   * lock in a store would otherwise block the scheduler, and with it the process, forever. The next
   * start recovers the run as after a crash.
   */
  private static void endInTime() {
    Runnable endAnyway =
        () -> {
          LockSupport.parkNanos(PATIENCE.toNanos());
          Runtime.getRuntime().halt(ENDED_BY_SIGTERM);
        };
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  Thread waits = new Thread(endAnyway, "ends-in-time");
                  waits.setDaemon(true);
                  waits.start();
                }));
  }

  private static ConfigurableApplicationContext open(Parts parts, List<String> settings) {
    if (parts == Parts.ROWS) {
      return QuickProgram.open();
    }
    boolean serve = parts == Parts.SERVER;
    SpringApplication application = new SpringApplication(LapseApplication.class);
    application.setWebApplicationType(serve ? WebApplicationType.SERVLET : WebApplicationType.NONE);
    application.setAdditionalProfiles(profiles(serve));
    application.setRegisterShutdownHook(true);
    return application.run(settings.toArray(String[]::new));
  }

  /** Tracing is on if an endpoint is configured. Commands log less, unless programs read it. */
  private static String[] profiles(boolean serve) {
    List<String> profiles = new ArrayList<>(List.of(serve ? "serve" : "command"));
    if (!serve && System.getenv("LOGGING_STRUCTURED_FORMAT_CONSOLE") == null) {
      profiles.add("terminal");
    }
    String traces = System.getenv("LAPSE_TRACES");
    if (traces != null && !traces.isBlank()) {
      profiles.add("traces");
    }
    return profiles.toArray(String[]::new);
  }
}
