package dev.lapse.settings;

import dev.lapse.account.ReadPolicy;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.framework.Frameworks;
import dev.lapse.catalog.review.Review;
import dev.lapse.catalog.yaml.CatalogFile;
import dev.lapse.event.EventSettings;
import dev.lapse.event.ReadEventSettings;
import dev.lapse.file.JobsFolder;
import dev.lapse.file.NearestName;
import dev.lapse.file.WrongFile;
import dev.lapse.file.YamlMap;
import dev.lapse.plan.AllJobSettings;
import dev.lapse.plan.JobSettings;
import dev.lapse.plan.ReadJobSettings;
import dev.lapse.policy.JobName;
import dev.lapse.policy.Policy;
import dev.lapse.source.AccountsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.PropertyResolver;

/**
 * What is in the files that users edit (see jobs/README.md).
 *
 * @param contents what the user's files contained when they were read
 */
public record UserFiles(
    Policy policy,
    Catalog catalog,
    AccountsFile accounts,
    EventSettings events,
    AllJobSettings jobs,
    FolderContents contents) {

  /**
   * Reads the files: those of the folder that {@code LAPSE_JOBS} names, and the packaged ones.
   *
   * @param environment has {@code LAPSE_JOBS} and the values of placeholders
   * @param now a cron that never fires after it is refused
   * @throws WrongFile if one cannot be used, or is none that Lapse reads
   */
  public static UserFiles read(PropertyResolver environment, Instant now) {
    Path folder = folder(environment);
    // before the files, so that a change of a file in between is noticed afterwards
    FolderContents contents = FolderContents.of(folder);
    JobsFolder files = new JobsFolder(folder, environment::resolveRequiredPlaceholders);
    if (folder != null) {
      refuseUnknownFiles(folder);
    }
    Policy policy = ReadPolicy.from(files.read("policy.yaml"));
    EventSettings events = ReadEventSettings.from(files.read("events.yaml"));
    Map<JobName, JobSettings> jobs = new EnumMap<>(JobName.class);
    for (JobName job : JobName.values()) {
      jobs.put(job, ReadJobSettings.from(files, job, now));
    }
    Catalog catalog =
        CatalogFile.read(
            files.read("catalog.yaml"), Frameworks.packaged().with(files.usersIn("frameworks")));
    AccountsFile accounts = AccountsFile.read(files.read(AccountsFile.NAME), catalog);
    return new UserFiles(policy, catalog, accounts, events, new AllJobSettings(jobs), contents);
  }

  /**
   * The catalog, with at least one store.
   *
   * @throws WrongFile if it has none, saying which catalog is used
   */
  public Catalog catalogWithStores() {
    if (catalog.stores().isEmpty() && catalog.otherStores().isEmpty()) {
      Path folder = contents.folder();
      throw new WrongFile(
          "no stores",
          folder == null
              ? "LAPSE_JOBS is not set, so the packaged catalog is used, which has none"
              : contents.digests().containsKey("catalog.yaml")
                  ? folder.resolve("catalog.yaml") + " lists none"
                  : "the folder of LAPSE_JOBS, %s, has no catalog.yaml, so the packaged catalog is used, which has none"
                      .formatted(folder));
    }
    return catalog;
  }

  /** The folder that {@code LAPSE_JOBS} names; null if it is not set. */
  static @Nullable Path folder(PropertyResolver environment) {
    String name = environment.getProperty("LAPSE_JOBS", "");
    return name.isBlank() ? null : Path.of(name);
  }

  /**
   * A review of the open decisions of a store, which writes into the user's {@code catalog.yaml}.
   *
   * @throws WrongFile if there is no such file, or it is wrong
   */
  public static Review review(PropertyResolver environment, String store) {
    Path folder = folder(environment);
    if (folder == null) {
      throw new WrongFile(
          "LAPSE_JOBS",
          "is not set; a review writes into catalog.yaml of the folder that it names: create a folder with a catalog.yaml that lists the stores, and set LAPSE_JOBS to it");
    }
    Path file = folder.resolve("catalog.yaml");
    if (!Files.isRegularFile(file)) {
      throw new WrongFile(
          file.toString(), "does not exist; a review needs one that lists the stores");
    }
    return new Review(file, store, catalogReader(environment, file.toString()));
  }

  /**
   * Reads the text of a catalog as if it stood in a file.
   *
   * @param file the name for messages
   */
  public static Function<String, Catalog> catalogReader(PropertyResolver environment, String file) {
    JobsFolder files =
        new JobsFolder(folder(environment), environment::resolveRequiredPlaceholders);
    Frameworks frameworks = Frameworks.packaged().with(files.usersIn("frameworks"));
    return text ->
        CatalogFile.read(
            YamlMap.read(file, text, environment::resolveRequiredPlaceholders), frameworks);
  }

  /** A file with a typo in its name would be ignored, and the packaged one used instead. */
  private static void refuseUnknownFiles(Path folder) {
    List<String> known =
        Stream.concat(
                Stream.of("policy", "catalog", "accounts", "events"), JobName.texts().stream())
            .map(name -> name + ".yaml")
            .toList();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml") || name.endsWith(".yml"))
          .filter(name -> !known.contains(name))
          .sorted()
          .findFirst()
          .ifPresent(
              name -> {
                throw new WrongFile(
                    folder.resolve(name).toString(),
                    "Lapse does not read a file of this name" + NearestName.hint(name, known));
              });
    } catch (IOException unreadable) {
      throw new WrongFile(folder.toString(), "cannot be read: " + unreadable);
    }
  }
}
