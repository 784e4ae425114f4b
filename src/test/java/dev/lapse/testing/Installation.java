package dev.lapse.testing;

import dev.lapse.policy.JobName;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two databases, a folder of files, and the processes that were started with them. */
public final class Installation implements AutoCloseable {
  public final TestDatabase lapse;
  public final TestDatabase product;
  private final Map<String, String> files;
  private final Path folder;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final Collection<LapseProcess> started = new ConcurrentLinkedQueue<>();

  private Installation(TestDatabase lapse, TestDatabase product, Map<String, String> files) {
    this.lapse = lapse;
    this.product = product;
    this.files = new LinkedHashMap<>();
    this.folder = TestFolders.create("jobs");
    files.forEach(this::file);
    environment.put("LAPSE_DATABASE_URL", lapse.url());
    environment.put("LAPSE_DATABASE_USERNAME", TestRoles.RUNTIME);
    environment.put("LAPSE_DATABASE_PASSWORD", lapse.password());
    // tests hold rows back for as long as they look on
    environment.put("PRODUCT_DATABASE_URL", product.url() + "?options=-c%20lock_timeout%3D10min");
    environment.put("PRODUCT_DATABASE_USERNAME", TestRoles.ERASER);
    environment.put("PRODUCT_DATABASE_PASSWORD", product.password());
    environment.put("LAPSE_JOBS", folder.toString());
  }

  /** New databases, the product's tables and rows, and the sets of its catalog; jobs enforce. */
  public static Installation of(String product, String sets) {
    Installation made =
        new Installation(
            TestDatabases.lapse(), TestDatabases.store().run(product), new LinkedHashMap<>());
    made.file("catalog.yaml", ProductCatalog.of(sets));
    for (JobName job : JobName.values()) {
      made.file(
          job.text() + ".yaml",
          "mode: enforce\nlimits: {accounts: 100000, percent-of-accounts: 100}\n");
    }
    return made;
  }

  /** The same on copies of the databases. Nothing may use the originals at this moment. */
  public Installation copy() {
    return new Installation(TestDatabases.copyOf(lapse), TestDatabases.copyOf(product), files);
  }

  /** Files of its own with the same databases. */
  public Installation sameDatabases() {
    return new Installation(lapse, product, files);
  }

  public String text(String name) {
    return files.get(name);
  }

  /** Writes a file of the folder of jobs. */
  public Installation file(String name, String text) {
    files.put(name, text);
    write(name, text);
    return this;
  }

  /** Writes a file and says where it is. */
  public Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Sets a variable of the environment; null takes it out. */
  public Installation environment(String name, String value) {
    if (value == null) {
      environment.remove(name);
    } else {
      environment.put(name, value);
    }
    return this;
  }

  public LapseProcess start(String... arguments) {
    return start(UnpackedJar.arguments(), arguments);
  }

  /** Starts the jar as it is packaged, which takes twice as long. */
  public LapseProcess startPackaged(String... arguments) {
    return start(List.of("-jar", UnpackedJar.PACKAGED.toString()), arguments);
  }

  /** Starts a command that starts Lapse, for these databases. */
  public LapseProcess startCommand(List<String> command, String... arguments) {
    letErase();
    return remembered(LapseProcess.startCommand(command, environment, arguments));
  }

  /** Starts it with these arguments of java before its own. */
  LapseProcess start(List<String> jar, String... arguments) {
    letErase();
    return remembered(LapseProcess.start(jar, environment, arguments));
  }

  private LapseProcess remembered(LapseProcess process) {
    started.add(process);
    return process;
  }

  /** Grants what the catalog needs as it is now. */
  private void letErase() {
    StandardEnvironment settings = new StandardEnvironment();
    settings.getPropertySources().addFirst(new MapPropertySource("test", Map.copyOf(environment)));
    TestRoles.letErase(folder, settings::resolveRequiredPlaceholders);
  }

  /** Starts it and waits for its end. */
  public LapseProcess.Result run(String... arguments) {
    return start(arguments).result();
  }

  /**
   * Runs it in the JVM of the tests, which costs a fraction of a process. For tests that need not
   * know what else is printed: the log goes where that of the tests goes.
   */
  public LapseProcess.Result runHere(String... arguments) {
    letErase();
    Commands.Result result = Commands.inThisProcess(environment, arguments);
    return new LapseProcess.Result(result.exitCode(), result.out(), result.err());
  }

  /** Lapse's own database, for statements. */
  public JdbcClient inLapse() {
    return lapse.jdbc();
  }

  /** The product's database, for statements. */
  public JdbcClient inProduct() {
    return product.jdbc();
  }

  /**
   * Lets accounts be closed since the first of January 2024, UTC, so that all that can be due is.
   */
  public void closed(String ids) {
    inLapse()
        .sql(
            """
            insert into lapse.account (
              id, kind, state, cell, time_zone, lapse_number, lapsed_at, cut_off_due, purge_due)
            select
              id, 'direct', 'closed', 'main', 'UTC', 1, '2024-01-01Z', '2024-01-06Z', '2024-01-06Z'
            from regexp_split_to_table(:ids, ' ') id
            """)
        .param("ids", ids)
        .update();
  }

  @Override
  public void close() {
    started.forEach(LapseProcess::close);
  }
}
