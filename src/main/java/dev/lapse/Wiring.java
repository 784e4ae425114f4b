package dev.lapse;

import dev.lapse.account.AccountSource;
import dev.lapse.account.Cells;
import dev.lapse.account.notice.RetentionNotices;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.NoticesOfSets;
import dev.lapse.catalog.live.StoreClock;
import dev.lapse.catalog.live.Stores;
import dev.lapse.catalog.review.Review;
import dev.lapse.event.EventSettings;
import dev.lapse.migrate.MigrateSchema;
import dev.lapse.plan.AllJobSettings;
import dev.lapse.policy.Policy;
import dev.lapse.settings.UserFiles;
import dev.lapse.source.AccountsFile;
import java.time.InstantSource;
import java.util.function.Function;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The files that users edit, as beans, and the one clock. */
@Configuration(proxyBeanMethods = false)
class Wiring {
  @Bean
  @ConditionalOnMissingBean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  @ConditionalOnMissingBean
  StoreClock storeClock() {
    return new StoreClock();
  }

  @Bean
  UserFiles userFiles(Environment environment, InstantSource clock) {
    return UserFiles.read(environment, clock.instant());
  }

  /** Opens a review of the store of a name. */
  @Bean
  Function<String, Review> openReview(Environment environment) {
    return store -> UserFiles.review(environment, store);
  }

  @Bean
  Policy policy(UserFiles files) {
    return files.policy();
  }

  @Bean
  Catalog catalog(UserFiles files) {
    return files.catalog();
  }

  @Bean
  AccountsFile accountsFile(UserFiles files) {
    return files.accounts();
  }

  @Bean
  EventSettings eventSettings(UserFiles files) {
    return files.events();
  }

  @Bean
  AllJobSettings allJobSettings(UserFiles files) {
    return files.jobs();
  }

  @Bean
  Cells cells(Catalog catalog) {
    return new Cells(catalog.cells());
  }

  @Bean
  Stores stores(Catalog catalog) {
    return new Stores(catalog);
  }

  /** If the role may not migrate, the start fails with a sentence that says what is missing. */
  @Bean
  FlywayMigrationStrategy migrateOwnSchema() {
    return flyway -> new MigrateSchema("Lapse's own database", flyway).run();
  }

  @Bean
  RetentionNotices retentionNotices(Catalog catalog) {
    return NoticesOfSets.find(catalog);
  }

  @Bean
  AccountSource accountSource(AccountsFile accounts) {
    return new AccountSource(accounts.store().orElse(null));
  }
}
