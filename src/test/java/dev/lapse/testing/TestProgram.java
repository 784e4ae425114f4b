package dev.lapse.testing;

import dev.lapse.LapseApplication;
import dev.lapse.account.imports.ImportAccounts;
import dev.lapse.account.imports.ImportResult;
import dev.lapse.account.imports.ImportText;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.live.StoreClock;
import dev.lapse.policy.JobName;
import dev.lapse.run.StartRun;
import dev.lapse.run.record.RunRequest;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.util.AopTestUtils;

/** The real program on two databases of its own, with files of its own and a clock that is set. */
public final class TestProgram implements AutoCloseable {
  private static final AtomicInteger OPENED = new AtomicInteger();

  /** Lapse's own database. */
  public final TestDatabase lapse;

  /** The product's. */
  public final TestDatabase product;

  /** The program's; the databases' go with it. */
  public final SettableClock clock;

  /** The databases', for tests in which they differ from the program's. */
  public final DatabaseClocks databaseClocks;

  private final ConfigurableApplicationContext context;
  private final Path folder;
  private final String alsoGranted;
  private List<TestRoles.Granted> granted;

  private TestProgram(
      Setup setup,
      ConfigurableApplicationContext context,
      Path folder,
      DatabaseClocks databaseClocks,
      List<TestRoles.Granted> granted) {
    this.lapse = setup.lapse;
    this.product = setup.product;
    this.clock = setup.clock;
    this.databaseClocks = databaseClocks;
    this.context = context;
    this.folder = folder;
    this.alsoGranted = setup.alsoGranted;
    this.granted = granted;
    product.run(alsoGranted);
  }

  /** What a program is opened with. */
  public static Setup at(String now) {
    return new Setup(Instant.parse(now));
  }

  /** Collects files and databases. */
  public static final class Setup {
    private final SettableClock clock;
    private final Map<String, String> files = new LinkedHashMap<>();
    private TestDatabase lapse;
    private TestDatabase product;
    private boolean serving;
    private String metricsReuse = "0s";
    private String paymentDetailsWithin = "30s";
    private String alsoGranted = "";
    private String runtime = TestRoles.RUNTIME;
    private String eraser = TestRoles.ERASER;
    private final List<String> settings = new ArrayList<>();

    private Setup(Instant now) {
      clock = new SettableClock(now);
      for (JobName job : JobName.values()) {
        files.put(
            job.text() + ".yaml",
            "mode: enforce\nlimits: {accounts: 100000, percent-of-accounts: 100}\nparallelism: 2\n");
      }
    }

    /** The product's tables and rows, as statements. */
    public Setup product(String sql) {
      product = TestDatabases.store();
      product.run(sql);
      return this;
    }

    /** What the role that erases needs in the product beside what is printed for the catalog. */
    public Setup alsoGranting(String sql) {
      alsoGranted = sql;
      return this;
    }

    /**
     * Connects to the databases as a superuser, who may create what is missing.
     *
     * @param reason why the roles of {@link TestRoles} will not do
     */
    public Setup asSuperuser(String reason) {
      if (reason.isBlank()) {
        throw new IllegalArgumentException("a reason is wanted");
      }
      runtime = TestDatabases.SUPERUSER;
      eraser = TestDatabases.SUPERUSER;
      return this;
    }

    /** Erases as a role that may not keep foreign-key triggers from firing. */
    public Setup asLimitedRole() {
      eraser = TestRoles.LIMITED;
      return this;
    }

    /** Databases of a program that was open before. */
    public Setup databasesOf(TestProgram before) {
      lapse = before.lapse;
      product = before.product;
      return this;
    }

    /** Databases that are there already. */
    public Setup databases(TestDatabase own, TestDatabase products) {
      lapse = own;
      product = products;
      return this;
    }

    /** Serves on a free port of the loopback, and schedules. */
    public Setup serving() {
      serving = true;
      return this;
    }

    /** Scrapes within seconds share what was read; else a test sees in each what it just did. */
    public Setup sharingMetrics() {
      metricsReuse = "1h";
      return this;
    }

    /** How long a command waits for stores in which it removes payment details. */
    public Setup removingPaymentDetailsWithin(String period) {
      paymentDetailsWithin = period;
      return this;
    }

    /** A setting of Spring or Lapse. */
    public Setup setting(String name, String value) {
      settings.add("--" + name + "=" + value);
      return this;
    }

    /** The sets of the catalog; the store is {@code product} with {@code public.account(id)}. */
    public Setup sets(String sets) {
      return catalog(ProductCatalog.of(sets));
    }

    public Setup catalog(String text) {
      return file("catalog.yaml", text);
    }

    public Setup file(String name, String text) {
      files.put(name, text);
      return this;
    }

    public TestProgram open() {
      if (lapse == null) {
        lapse = TestDatabases.lapse();
      }
      if (product == null) {
        product = TestDatabases.store();
      }
      Path folder = write(files);
      List<String> databases =
          List.of(
              "--LAPSE_DATABASE_URL=" + lapse.url(),
              "--LAPSE_DATABASE_USERNAME=" + runtime,
              "--LAPSE_DATABASE_PASSWORD=" + lapse.password(),
              "--PRODUCT_DATABASE_URL=" + product.url(),
              "--PRODUCT_DATABASE_USERNAME=" + eraser,
              "--PRODUCT_DATABASE_PASSWORD=" + product.password());
      List<TestRoles.Granted> granted = letErase(folder, databases);
      DatabaseClocks databaseClocks = new DatabaseClocks(lapse);
      clock.followedBy(databaseClocks::set);
      ConfigurableApplicationContext context =
          new SpringApplicationBuilder(LapseApplication.class)
              .web(serving ? WebApplicationType.SERVLET : WebApplicationType.NONE)
              .profiles(serving ? "serve" : "command")
              .registerShutdownHook(false)
              .initializers(
                  starting -> {
                    GenericApplicationContext beans = (GenericApplicationContext) starting;
                    ReadOnce.by(beans);
                    beans.registerBean("clock", Clock.class, () -> clock);
                    beans.registerBean(
                        "storeClock", StoreClock.class, () -> databaseClocks.ofStores);
                  })
              .run(
                  Stream.of(
                          List.of(
                              "--lapse.progress=false",
                              "--server.port=0",
                              "--lapse.metrics.reuse=" + metricsReuse,
                              "--lapse.payment-details.within=" + paymentDetailsWithin,
                              // Quartz knows schedulers, and their databases, by name
                              "--spring.quartz.scheduler-name=lapse-" + OPENED.incrementAndGet(),
                              "--LAPSE_JOBS=" + folder),
                          databases,
                          settings)
                      .flatMap(List::stream)
                      .toArray(String[]::new));
      return new TestProgram(this, context, folder, databaseClocks, granted);
    }

    /** With the settings that the program is about to start with. */
    private List<TestRoles.Granted> letErase(Path folder, List<String> databases) {
      StandardEnvironment environment = new StandardEnvironment();
      environment
          .getPropertySources()
          .addFirst(
              new SimpleCommandLinePropertySource(
                  Stream.concat(databases.stream(), settings.stream()).toArray(String[]::new)));
      return TestRoles.letErase(folder, environment::resolveRequiredPlaceholders);
    }

    private static Path write(Map<String, String> files) {
      try {
        Path folder = TestFolders.create("jobs");
        for (Map.Entry<String, String> file : files.entrySet()) {
          Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        return folder;
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }

  public <T> T get(Class<T> type) {
    return context.getBean(type);
  }

  /**
   * Writes files and recreates everything that has read any: like a restart, in a fraction of its
   * time. Only for a program that does not serve.
   */
  public TestProgram restartedWith(Map<String, String> files) {
    try {
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    DefaultListableBeanFactory beans =
        ((GenericApplicationContext) context).getDefaultListableBeanFactory();
    for (String name : beans.getSingletonNames()) {
      // one that is gone went with another that it was made with
      Object bean = beans.containsBeanDefinition(name) ? beans.getSingleton(name) : null;
      if (bean != null && bean.getClass().getName().startsWith("dev.lapse.")) {
        beans.destroySingleton(name);
      }
    }
    // it knows the jobs by their names, and would resume the previous ones
    TaskExecutorJobOperator operator = AopTestUtils.getUltimateTargetObject(get(JobOperator.class));
    operator.setJobRegistry(new MapJobRegistry());
    letErase();
    return this;
  }

  /** Replaces a file of the user in one step, which a serving program is to notice. */
  public TestProgram writes(String name, String text) {
    try {
      Path next = Files.writeString(folder.resolve("next"), text);
      Files.move(next, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return this;
  }

  /** Deletes a file of the user. */
  public TestProgram removes(String name) {
    try {
      Files.delete(folder.resolve(name));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return this;
  }

  /** Grants what the catalog needs now: after tables were created that it names. */
  public TestProgram letErase() {
    granted = TestRoles.letErase(folder, context.getEnvironment()::resolveRequiredPlaceholders);
    return this;
  }

  /** Grants the same rights again, on tables that were just recreated. */
  void grantAgain() {
    granted.forEach(TestRoles.Granted::again);
    product.run(alsoGranted);
  }

  /** The address at which a serving program answers. */
  public String address() {
    return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
  }

  public ConfigurableApplicationContext context() {
    return context;
  }

  /** Imports JSON lines. */
  public ImportResult imports(String lines) {
    try {
      return get(ImportAccounts.class)
          .read(ImportText.of(lines), get(Catalog.class).cells(), "test", clock.instant());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Runs a job for the present. */
  public RunSummary run(JobName job) {
    return run(job, clock.instant(), false);
  }

  /** Runs a job of cell {@code main} for a date. */
  public RunSummary run(JobName job, Instant asOf, boolean dryRun) {
    return get(StartRun.class)
        .start(new RunRequest(job, "main", asOf, dryRun, List.of(), false, null, "test", false));
  }

  /** Lapse's own database, for statements. */
  public JdbcClient inLapse() {
    return lapse.jdbc();
  }

  /** The product's database, for statements. */
  public JdbcClient inProduct() {
    return product.jdbc();
  }

  @Override
  public void close() {
    context.close();
  }
}
