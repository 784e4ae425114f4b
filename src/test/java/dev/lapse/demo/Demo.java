package dev.lapse.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lapse.LapseApplication;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.TestRoles;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;

/**
 * The demo: an embedded PostgreSQL, a sample product with a million rows, the real program, and one
 * night of it at once. {@code ./mvnw -q spring-boot:test-run}
 */
public final class Demo implements AutoCloseable {
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;
  private static final int USUAL_PORT = 8080;
  private static final String PORT = "SERVER_PORT";

  private final DemoArguments arguments;
  private final Screen screen;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private volatile DemoServer server;
  private volatile ConfigurableApplicationContext program;
  private volatile boolean closing;

  Demo(DemoArguments arguments, Screen screen) {
    this.arguments = arguments;
    this.screen = screen;
  }

  /** Exit code 0: the night was right; 1: it was not, or the demo failed; 2: wrong arguments. */
  public static void main(String[] args) {
    // The report is what is to be read: warnings only, and on standard error. Before Spring comes
    // Logback would find the settings of the tests, and Spring wants this property gone.
    System.setProperty("logback.configurationFile", "logback.xml");
    LoggerFactory.getILoggerFactory();
    System.clearProperty("logback.configurationFile");
    System.setProperty("logging.config", "classpath:logback.xml");
    System.setProperty("logging.level.dev.lapse", "warn");
    DemoArguments arguments;
    try {
      arguments = DemoArguments.of(args);
    } catch (DemoArguments.Wrong wrong) {
      System.err.println("lapse demo: " + wrong.getMessage());
      System.exit(WRONG_USAGE);
      return;
    }
    if (arguments.help()) {
      System.out.print(DemoArguments.USAGE);
      return;
    }
    String port = System.getenv(PORT);
    if (port != null && !port.matches("[0-9]{1,5}")) {
      System.err.println("lapse demo: %s is '%s', but must be a port".formatted(PORT, port));
      System.exit(WRONG_USAGE);
    }
    Demo demo = new Demo(arguments, Screen.ofProcess());
    Runtime.getRuntime().addShutdownHook(new Thread(demo::end, "end-of-demo"));
    try {
      boolean right = demo.run();
      if (arguments.once()) {
        System.exit(right ? 0 : FAILED);
      }
    } catch (SQLException | RuntimeException failed) {
      if (!demo.closing) {
        failed.printStackTrace();
      }
      System.exit(FAILED);
    }
  }

  /** The night, from an empty server to the report; true if everything is as it must be. */
  boolean run() throws SQLException {
    return run(address -> {});
  }

  /**
   * The same.
   *
   * @param watch what is done before the night, with the address at which the program serves
   */
  boolean run(Consumer<String> watch) throws SQLException {
    screen.line(
        "Lapse demo: a night of a sample product with %s", Spell.accounts(arguments.accounts()));
    screen.line("");
    startServer();
    DataSource product = product();
    Map<String, Long> rowsBefore = load(product);
    startProgram(prepareRoles());
    watch.accept(address());
    List<RunSummary> runs = runNight(product);
    DataSource lapse = lapse();
    new PrintReport(program, screen).print(now, runs, rowsBefore, product, lapse);
    screen.heading("Check: worked out again in SQL from the instants at which the accounts lapsed");
    Agreement agreement = agreement();
    agreement.print(screen);
    if (!arguments.once()) {
      program.getBean(SchedulerFactoryBean.class).start();
      new PrintAddresses(program, screen).print(product, lapse);
    }
    return agreement.holds() && runs.stream().allMatch(run -> run.status().equals("completed"));
  }

  /** The state of the databases, compared with what must be true after the night. */
  Agreement agreement() {
    return Agreement.at(now, product(), lapse());
  }

  /** Where the program answers, once it serves. */
  String address() {
    return "http://127.0.0.1:" + program.getEnvironment().getProperty("local.server.port");
  }

  DataSource product() {
    return server.product(now);
  }

  DataSource lapse() {
    return server.database("lapse");
  }

  /** Not for the shutdown: two threads that close one program interrupt each other. */
  @Override
  public void close() {
    closing = true;
    ConfigurableApplicationContext opened = program;
    if (opened != null) {
      opened.close();
    }
    closeServer();
  }

  /**
   * Ctrl-C. Spring ends a program that has started, and then {@link #closeServer}. One that is
   * about to start would complain at length that it cannot.
   */
  private void end() {
    closing = true;
    if (program == null) {
      System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8));
      closeServer();
    }
  }

  private void closeServer() {
    DemoServer started = server;
    if (started != null) {
      started.close();
    }
  }

  /** Nothing new is begun once the end is asked for. */
  private void stopIfClosing() {
    if (closing) {
      throw new IllegalStateException("the demo was asked to end");
    }
  }

  private void startServer() {
    screen.line("Starting PostgreSQL, embedded");
    screen.begin("waiting for it");
    long started = System.nanoTime();
    server = DemoServer.start();
    screen.done("ready on port %d in %s", server.port(), Spell.seconds(since(started)));
  }

  private Map<String, Long> load(DataSource product) throws SQLException {
    screen.line("Loading the sample, as of %s", Spell.second(now, Spell.UTC));
    long started = System.nanoTime();
    new LoadSample(product, screen).load(arguments.accounts(), arguments.rows());
    Map<String, Long> rows = LoadSample.rowsByTable(product);
    screen.line("  %s, %s", Spell.counted(rows.size(), "table"), Spell.seconds(since(started)));
    screen.line("rows loaded: %d", rows.values().stream().mapToLong(Long::longValue).sum());
    return rows;
  }

  /** The settings of a program that runs under them. */
  private Map<String, String> prepareRoles() {
    stopIfClosing();
    PrepareRoles roles = new PrepareRoles(server, jobs().toString());
    screen.line("");
    screen.line(
        "Preparing the databases: %d rights for role %s, which erases",
        roles.prepare(), TestRoles.ERASER);
    return roles.settings(TestRoles.RUNTIME, TestRoles.ERASER);
  }

  private void startProgram(Map<String, String> settings) {
    int port = port();
    screen.line(
        port == USUAL_PORT || System.getenv(PORT) != null
            ? "Starting Lapse on port " + port
            : "Starting Lapse on port "
                + port
                + ", because 8080 is taken; SERVER_PORT names another");
    stopIfClosing();
    SpringApplication.getShutdownHandlers().add(this::closeServer);
    program =
        SpringApplication.from(LapseApplication::run)
            // from() forgets the profiles that run adds
            .withAdditionalProfiles("serve")
            .run(
                Stream.concat(
                        Stream.of(
                            "serve",
                            "--server.port=" + port,
                            "--lapse.progress=true",
                            // a slot in the middle of it would do more than the check expects
                            "--spring.quartz.auto-startup=false"),
                        settings.entrySet().stream()
                            .map(setting -> "--" + setting.getKey() + "=" + setting.getValue()))
                    .toArray(String[]::new))
            .getApplicationContext();
    stopIfClosing();
  }

  private List<RunSummary> runNight(DataSource product) {
    RunNight night = new RunNight(program);
    screen.line("");
    screen.line(
        "Telling Lapse the accounts: %s added",
        Spell.accounts(night.importAccounts(product).added()));
    screen.line("Running the four jobs of a night");
    List<RunSummary> runs = new ArrayList<>();
    for (JobName job : JobName.values()) {
      stopIfClosing();
      screen.begin(job.text() + ": looking for what is due");
      runs.add(night.run(job, now));
      screen.clear();
    }
    return runs;
  }

  /** The one that SERVER_PORT names, or else the usual one, unless somebody listens there. */
  private static int port() {
    String wanted = System.getenv(PORT);
    if (wanted != null) {
      return Integer.parseInt(wanted);
    }
    for (int port : new int[] {USUAL_PORT, 0}) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket.getLocalPort();
      } catch (IOException taken) {
        continue;
      }
    }
    throw new IllegalStateException("no port is free");
  }

  private static Path jobs() {
    try {
      return Path.of(Demo.class.getResource("/db/demo/jobs").toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Duration since(long startedNanos) {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }
}
