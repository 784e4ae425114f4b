package dev.lapse;

import dev.lapse.account.AccountSource;
import dev.lapse.account.Cells;
import dev.lapse.account.notice.RetentionNotices;
import dev.lapse.account.notice.RetentionNotices.Fate;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.NoticesOfSets;
import dev.lapse.catalog.live.StoreClock;
import dev.lapse.catalog.live.Stores;
import dev.lapse.catalog.review.Review;
import dev.lapse.event.EventSettings;
import dev.lapse.file.InForce;
import dev.lapse.migrate.MigrateSchema;
import dev.lapse.plan.AllJobSettings;
import dev.lapse.plan.RunMode;
import dev.lapse.policy.JobName;
import dev.lapse.policy.Policy;
import dev.lapse.settings.UserFiles;
import dev.lapse.source.AccountsFile;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
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
  InForce<UserFiles> files(Environment environment, InstantSource clock) {
    return new InForce<>(UserFiles.read(environment, clock.instant()));
  }

  /** Opens a review of the store of a name. */
  @Bean
  Function<String, Review> openReview(Environment environment) {
    return store -> UserFiles.review(environment, store);
  }

  @Bean
  Supplier<Policy> policies(InForce<UserFiles> files) {
    return () -> files.get().policy();
  }

  @Bean
  Supplier<Catalog> catalogs(InForce<UserFiles> files) {
    return () -> files.get().catalog();
  }

  /** No message announces a removal of payment details that the job's mode rules out. */
  @Bean
  Supplier<RetentionNotices> retentionNotices(Supplier<Catalog> catalogs, AllJobSettings jobs) {
    return jobs.get(JobName.REMOVE_BILLING_DETAILS).mode() == RunMode.ENFORCE
        ? () -> NoticesOfSets.find(catalogs.get())
        : () -> NoticesOfSets.find(catalogs.get()).without(Fate.REMOVED_AT_LAPSE);
  }

  /** For a command, which ends before the files change. */
  @Bean
  @Scope(BeanDefinition.SCOPE_PROTOTYPE)
  Policy policy(Supplier<Policy> policies) {
    return policies.get();
  }

  /** For a command, and for what a reload does not change: the stores and their cells. */
  @Bean
  @Scope(BeanDefinition.SCOPE_PROTOTYPE)
  Catalog catalog(Supplier<Catalog> catalogs) {
    return catalogs.get();
  }

  @Bean
  AccountsFile accountsFile(InForce<UserFiles> files) {
    return files.latest().accounts();
  }

  @Bean
  EventSettings eventSettings(InForce<UserFiles> files) {
    return files.latest().events();
  }

  @Bean
  AllJobSettings allJobSettings(InForce<UserFiles> files) {
    return files.latest().jobs();
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
  AccountSource accountSource(AccountsFile accounts) {
    return new AccountSource(accounts.store().orElse(null));
  }
}
