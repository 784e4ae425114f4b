package dev.lapse;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.lapse.account.RegisterPolicy;
import dev.lapse.cutoff.ReactivationNotifier;
import dev.lapse.erase.ForbidVouching;
import dev.lapse.erase.RemoveBillingAtOnce;
import dev.lapse.erase.http.PrepareHttp;
import dev.lapse.erase.postgresql.PreparePostgres;
import dev.lapse.erase.s3.PrepareS3;
import dev.lapse.source.AskForOneAccount;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The program for commands that read or write a few rows: the users' files, the database, and
 * whichever components a command asks for. An operator waits for it, and nearly all of a full start
 * is scanning, auto-configuration, Batch, Quartz and Flyway.
 */
public final class QuickProgram {
  /** What no other component asks for by its class ({@link ComponentsOnDemand}). */
  static final Set<Class<?>> ALWAYS =
      Set.of(
          RegisterPolicy.class,
          ReactivationNotifier.class,
          ForbidVouching.class,
          RemoveBillingAtOnce.class,
          AskForOneAccount.class,
          PreparePostgres.class,
          PrepareHttp.class,
          PrepareS3.class);

  /** Opens it with the settings of the environment. */
  public static ConfigurableApplicationContext open() {
    AnnotationConfigApplicationContext program =
        new AnnotationConfigApplicationContext(new ComponentsOnDemand()) {
          @Override
          protected void initMessageSource() {
            // no command asks for messages; it would read every locale that Java knows
          }
        };
    PlainLog.replaceIfConfigured(program.getEnvironment());
    program.getBeanFactory().setConversionService(ApplicationConversionService.getSharedInstance());
    program.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
    program.register(Wiring.class, QuickProgram.class);
    program.register(ALWAYS.toArray(Class<?>[]::new));
    program.refresh();
    return program;
  }

  /** As {@code application.yaml} configures it, with connections only as they are needed. */
  @Bean
  HikariDataSource dataSource(Environment environment) {
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl(
        environment.getProperty(
            "LAPSE_DATABASE_URL", environment.getProperty("spring.datasource.url", "")));
    pool.setUsername(environment.getProperty("LAPSE_DATABASE_USERNAME", ""));
    pool.setPassword(environment.getProperty("LAPSE_DATABASE_PASSWORD", ""));
    pool.setPoolName("lapse");
    pool.setMaximumPoolSize(30);
    pool.setMinimumIdle(0);
    pool.setConnectionTimeout(10_000);
    pool.setConnectionInitSql("set idle_in_transaction_session_timeout = 0");
    pool.addDataSourceProperty("ApplicationName", "lapse");
    pool.addDataSourceProperty("reWriteBatchedInserts", "true");
    return new HikariDataSource(pool);
  }

  @Bean
  NamedParameterJdbcTemplate namedParameterJdbcTemplate(DataSource database) {
    return new NamedParameterJdbcTemplate(database);
  }

  @Bean
  JdbcClient jdbcClient(NamedParameterJdbcTemplate jdbc) {
    return JdbcClient.create(jdbc);
  }

  @Bean
  TransactionTemplate transactionTemplate(DataSource database) {
    return new TransactionTemplate(new JdbcTransactionManager(database));
  }

  /** As Spring Boot configures it. */
  @Bean
  JsonMapper jsonMapper() {
    return JsonMapper.builder()
        .disable(
            DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS,
            DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(MapperFeature.DEFAULT_VIEW_INCLUSION)
        .findAndAddModules()
        .build();
  }
}
