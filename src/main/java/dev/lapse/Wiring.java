package dev.lapse;

import dev.lapse.account.AccountSource;
import dev.lapse.account.ReadPolicy;
import dev.lapse.account.notice.RetentionNotices;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.live.StoreClock;
import dev.lapse.catalog.live.Stores;
import dev.lapse.catalog.yaml.CatalogFile;
import dev.lapse.event.EventSettings;
import dev.lapse.event.ReadEventSettings;
import dev.lapse.file.JobsFolder;
import dev.lapse.migrate.MigrateSchema;
import dev.lapse.plan.AllJobSettings;
import dev.lapse.plan.JobSettings;
import dev.lapse.plan.ReadJobSettings;
import dev.lapse.policy.JobName;
import dev.lapse.policy.Policy;
import dev.lapse.source.AccountsFile;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  @ConditionalOnMissingBean
  StoreClock storeClock() {
    return new StoreClock();
  }

  @Bean
  JobsFolder jobsFolder(Environment environment) {
    String folder = environment.getProperty("LAPSE_JOBS", "");
    return new JobsFolder(
        folder.isBlank() ? null : Path.of(folder), environment::resolveRequiredPlaceholders);
  }

  @Bean
  Policy policy(JobsFolder folder) {
    return ReadPolicy.from(folder.read("policy.yaml"));
  }

  @Bean
  Catalog catalog(JobsFolder folder) {
    return CatalogFile.read(folder.read("catalog.yaml"));
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

  /** The catalog's sets whose rows are not simply erased with their account. */
  @Bean
  RetentionNotices promises(Catalog catalog) {
    return new RetentionNotices(
        catalog.stores().stream()
            .flatMap(
                store ->
                    catalog.setsOf(store).stream()
                        .flatMap(set -> promise(set, store.cells().keySet()).stream()))
            .toList());
  }

  private static Optional<RetentionNotices.OfSet> promise(DataSet set, Set<String> cells) {
    DataSet.Keep keep = set.keep();
    if (keep != null) {
      return Optional.of(
          RetentionNotices.OfSet.kept(set.name(), cells, keep.why(), keep.duration()));
    }
    if (set.billing()) {
      return Optional.of(RetentionNotices.OfSet.removedAtLapse(set.name(), cells));
    }
    return set.anonymize().isEmpty()
        ? Optional.empty()
        : Optional.of(RetentionNotices.OfSet.anonymized(set.name(), cells));
  }

  @Bean
  AccountsFile accountsFile(JobsFolder folder, Catalog catalog) {
    return AccountsFile.read(folder.read(AccountsFile.NAME), catalog);
  }

  @Bean
  AccountSource residence(AccountsFile accounts) {
    return new AccountSource(accounts.store().orElse(null));
  }

  @Bean
  AllJobSettings allJobSettings(JobsFolder folder, Clock clock) {
    return new AllJobSettings(
        Arrays.stream(JobName.values())
            .collect(
                Collectors.toMap(
                    job -> job, job -> ReadJobSettings.from(folder, job, clock.instant()))));
  }

  @Bean
  List<JobSettings> jobSettings(AllJobSettings settings) {
    return List.copyOf(settings.byJob().values());
  }

  @Bean
  EventSettings eventSettings(JobsFolder folder) {
    return ReadEventSettings.from(folder.read("events.yaml"));
  }

  @Bean
  List<String> cells(Catalog catalog) {
    return catalog.cells();
  }
}
