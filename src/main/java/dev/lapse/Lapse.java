package dev.lapse;

import dev.lapse.cli.LapseCommand;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The program: {@code lapse serve} and the other commands. */
@SpringBootApplication
public class Lapse {
  private static final Duration PATIENCE = Duration.ofMillis(9_500);
  private static final int ENDED_BY_SIGTERM = 128 + 15;

  Lapse() {}

  /** Runs a command. All but {@code serve} end the program with their exit code. */
  public static void main(String[] args) {
    endInTime();
    run(args);
  }

  /** As {@link #main}, within another program, which ends when it likes. */
  public static void run(String[] args) {
    int exitCode =
        LapseCommand.line(Lapse::open, InstantSource.system()).execute(LapseCommand.orServe(args));
    if (exitCode != LapseCommand.SERVING) {
      System.exit(exitCode);
    }
  }

  /**
   * Whatever the program waits for, it ends within ten seconds after it was told to: a statement
   * that waits for a lock in a store would hold up the scheduler, and that the program, for ever.
   * The next start recovers the run as after a crash.
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

  private static ConfigurableApplicationContext open(boolean serve, List<String> settings) {
    SpringApplication application = new SpringApplication(Lapse.class);
    application.setWebApplicationType(serve ? WebApplicationType.SERVLET : WebApplicationType.NONE);
    application.setAdditionalProfiles(profiles(serve));
    application.setRegisterShutdownHook(true);
    return application.run(settings.toArray(String[]::new));
  }

  /** Traces are made where it is said where to. */
  private static String[] profiles(boolean serve) {
    String kind = serve ? "serve" : "command";
    String traces = System.getenv("LAPSE_TRACES");
    return traces == null || traces.isBlank() ? new String[] {kind} : new String[] {kind, "traces"};
  }
}
