package dev.lapse.cli;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.check.LiveProblems;
import dev.lapse.catalog.live.Stores;
import dev.lapse.catalog.review.Review;
import dev.lapse.cli.output.UnusableEnvironment;
import dev.lapse.file.HideUserInfo;
import dev.lapse.file.WrongFile;
import dev.lapse.migrate.MigrateSchema;
import dev.lapse.migrate.MigrationsMissing;
import dev.lapse.security.signin.Issuer;
import dev.lapse.settings.UserFiles;
import dev.lapse.source.CheckAccounts;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Checks files and databases before anything starts, so that a mistake is reported in one sentence.
 */
final class Preflight {
  private static final String CONSOLE =
      "spring.security.oauth2.client.registration.lapse.client-id";
  private static final String URL = "LAPSE_DATABASE_URL";

  private final Environment environment;
  private final Instant now;
  private boolean schemaIsCurrent;

  private Preflight(Environment environment, Instant now) {
    this.environment = environment;
    this.now = now;
  }

  /**
   * Settings given as {@code --name=value} override those of the environment.
   *
   * @throws WrongFile if a setting has no value
   */
  static Preflight with(List<String> settings, Instant now) {
    StandardEnvironment environment = new StandardEnvironment();
    HashMap<String, Object> given = new HashMap<>();
    for (String setting : settings) {
      if (!setting.startsWith("--") || setting.indexOf('=') < 0) {
        throw new UnusableEnvironment(
            "'" + setting + "' is not a setting; settings are given as --name=value");
      }
      given.put(
          setting.substring(2, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
    }
    environment.getPropertySources().addFirst(new MapPropertySource("arguments", given));
    return new Preflight(environment, now);
  }

  /**
   * Reads the files that users edit.
   *
   * @throws WrongFile if one cannot be used
   */
  UserFiles files() {
    return UserFiles.read(environment, now);
  }

  /** Reads the text of a catalog as if it stood in a file. */
  Function<String, Catalog> catalogReader(String file) {
    return UserFiles.catalogReader(environment, file);
  }

  /**
   * A review of the open decisions of a store.
   *
   * @throws WrongFile if the catalog cannot be used or written
   */
  Review review(String store) {
    return UserFiles.review(environment, store);
  }

  /**
   * Checks Lapse's own database and its schema.
   *
   * @throws UnusableEnvironment if it is not configured or cannot be reached
   * @throws MigrationsMissing if migrations are missing and the role may not run them
   */
  Preflight database() {
    schemaIsCurrent = connect();
    if (!schemaIsCurrent) {
      ownSchema().check();
    }
    return this;
  }

  /**
   * Checks Lapse's own database and migrates its schema if anything is missing. Flyway, which takes
   * longer than most commands, starts only then.
   *
   * @throws UnusableEnvironment if it is not configured or cannot be reached
   * @throws MigrationsMissing if migrations are missing and the role may not run them
   */
  Preflight migratedDatabase() {
    if (!connect()) {
      ownSchema().run();
    }
    return this;
  }

  /** The settings to start the program with: without Flyway, unless {@link #database} needs it. */
  List<String> forProgram(List<String> settings) {
    return schemaIsCurrent
        ? Stream.concat(settings.stream(), Stream.of("--spring.flyway.enabled=false")).toList()
        : settings;
  }

  /**
   * Checks that Lapse's own database can be reached, whatever its schema.
   *
   * @throws UnusableEnvironment if it is not configured or cannot be reached
   */
  Preflight reachesDatabase() {
    connect();
    return this;
  }

  /** Whether exactly the migrations of this program are installed. */
  private boolean connect() {
    String url = url();
    if (url.isBlank()) {
      throw new UnusableEnvironment(
          URL
              + " is not set; set it to the JDBC address of Lapse's own database, such as jdbc:postgresql://localhost:5432/lapse");
    }
    if (HideUserInfo.isNeeded(url)) {
      throw new UnusableEnvironment(
          "%s must not contain a user or a password; write %s, and set LAPSE_DATABASE_USERNAME and LAPSE_DATABASE_PASSWORD"
              .formatted(
                  URL, HideUserInfo.in(url).replaceFirst("^(?!jdbc:)[a-z]+:", "jdbc:postgresql:")));
    }
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new UnusableEnvironment(
          URL + " must begin with jdbc:postgresql:, but is " + HideUserInfo.in(url));
    }
    Properties properties = new Properties();
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("loginTimeout", "10");
    setUnlessBlank(properties, "user", environment.getProperty("LAPSE_DATABASE_USERNAME", ""));
    setUnlessBlank(properties, "password", environment.getProperty("LAPSE_DATABASE_PASSWORD", ""));
    try (Connection connection = DriverManager.getConnection(url, properties)) {
      if (connection.getMetaData().getDatabaseMajorVersion() < 15) {
        throw new UnusableEnvironment(
            "Lapse's database is PostgreSQL %s; version 15 or later is needed"
                .formatted(connection.getMetaData().getDatabaseProductVersion()));
      }
      return OwnSchema.isCurrent(connection);
    } catch (SQLException unreachable) {
      throw new UnusableEnvironment(
          "Lapse's database at %s cannot be reached: %s"
              .formatted(
                  HideUserInfo.in(url), HideUserInfo.in(String.valueOf(unreachable.getMessage()))));
    }
  }

  MigrateSchema ownSchema() {
    return OwnSchema.at(
        url(),
        environment.getProperty("LAPSE_DATABASE_USERNAME"),
        environment.getProperty("LAPSE_DATABASE_PASSWORD"));
  }

  private String url() {
    return environment.getProperty(URL, environment.getProperty("spring.datasource.url", ""));
  }

  /**
   * Checks the stores that can be reached: Lapse's small schema, the tables and columns that the
   * catalog names, and the query for accounts.
   *
   * @throws MigrationsMissing if migrations are missing and the role may not run them
   * @throws WrongFile if the catalog names a table or column that does not exist
   */
  void stores(UserFiles files) {
    Catalog catalog = files.catalog();
    try (Stores stores = new Stores(catalog)) {
      LiveProblems.refuseUnmigrated(catalog, stores);
      LiveProblems.refuseWrongNames(catalog, stores);
      CheckAccounts.refuseWrong(files.accounts(), stores);
    }
  }

  /**
   * Checks the address to listen on, and who authenticates users.
   *
   * @throws UnusableEnvironment if the address is not a loopback address while the passwords are
   *     printed on the terminal
   */
  void address() {
    Optional<String> issuer = Issuer.of(environment);
    issuer.ifPresent(Preflight::refuseUnlessAddress);
    if (issuer.isEmpty() && environment.getProperty(CONSOLE, "").length() > 0) {
      throw new UnusableEnvironment(
          "%s is set, but %s is not: people would sign in with a provider whose tokens the API does not accept"
              .formatted(CONSOLE, Issuer.SETTING));
    }
    String address =
        environment.getProperty(
            "SERVER_ADDRESS", environment.getProperty("server.address", "127.0.0.1"));
    if (!isLoopback(address) && issuer.isEmpty()) {
      throw new UnusableEnvironment(
          "server.address is %s, but without an OpenID issuer the server listens on 127.0.0.1 only; to serve other machines, set %s"
              .formatted(address, Issuer.SETTING));
    }
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      throw new UnusableEnvironment(
          "server.address is '" + address + "', which is not an address of this machine");
    }
  }

  private static void refuseUnlessAddress(String issuer) {
    try {
      URI address = new URI(issuer);
      if (List.of("http", "https").contains(String.valueOf(address.getScheme()))
          && address.getHost() != null) {
        return;
      }
    } catch (URISyntaxException noAddress) {
      // reported below
    }
    throw new UnusableEnvironment(
        "%s is '%s', but must be the URL of the OpenID issuer, such as https://login.example.org/realms/main"
            .formatted(Issuer.SETTING, HideUserInfo.in(issuer)));
  }

  private static void setUnlessBlank(Properties properties, String name, String value) {
    if (!value.isBlank()) {
      properties.setProperty(name, value);
    }
  }
}
