package dev.lapse;

import dev.lapse.cli.LapseCommand;
import java.time.InstantSource;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The program: {@code lapse serve} and the other commands. */
@SpringBootApplication
public class Lapse {
  Lapse() {}

  /** Runs a command. All but {@code serve} end the program with their exit code. */
  public static void main(String[] args) {
    int exitCode =
        LapseCommand.line(Lapse::open, InstantSource.system()).execute(LapseCommand.orServe(args));
    if (exitCode != LapseCommand.SERVING) {
      System.exit(exitCode);
    }
  }

  private static ConfigurableApplicationContext open(boolean serve, List<String> settings) {
    SpringApplication application = new SpringApplication(Lapse.class);
    application.setWebApplicationType(serve ? WebApplicationType.SERVLET : WebApplicationType.NONE);
    application.setAdditionalProfiles(serve ? "serve" : "command");
    application.setRegisterShutdownHook(true);
    return application.run(settings.toArray(String[]::new));
  }
}
