package dev.lapse.settings;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.check.LiveProblems;
import dev.lapse.catalog.live.Stores;
import dev.lapse.file.InForce;
import dev.lapse.file.WrongFile;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Loads a changed policy or catalog that passes the checks of the start. Otherwise, and if anything
 * changed that is read only at the start, all files stay as they are.
 */
@Component
class ReloadFiles {
  private static final Logger log = LoggerFactory.getLogger(ReloadFiles.class);
  private static final String RELOADED = "policy\\.yaml|catalog\\.yaml|frameworks/.*";

  private final InForce<UserFiles> files;
  private final Environment environment;
  private final Stores stores;
  private final RecordReload record;
  private final InstantSource clock;
  private @Nullable String refused;

  ReloadFiles(
      InForce<UserFiles> files,
      Environment environment,
      Stores stores,
      RecordReload record,
      InstantSource clock) {
    this.files = files;
    this.environment = environment;
    this.stores = stores;
    this.record = record;
    this.clock = clock;
  }

  /**
   * Loads the files if they have changed. A refusal is said once; it is tried again each time,
   * because a table that the catalog names may appear.
   *
   * @throws org.springframework.dao.DataAccessException if neither the policy nor the event can be
   *     stored; the files stay as they are
   */
  synchronized void now() {
    FolderContents found = FolderContents.of(UserFiles.folder(environment));
    List<String> changed = found.differingFrom(files.latest().contents());
    if (changed.isEmpty()) {
      if (refused != null) {
        log.info("the files of LAPSE_JOBS are those in force again");
      }
      refused = null;
      return;
    }
    try {
      load(changed);
    } catch (WrongFile wrong) {
      refuse(found, changed, String.valueOf(wrong.getMessage()));
    }
  }

  private void load(List<String> changed) {
    UserFiles next = UserFiles.read(environment, clock.instant());
    for (String name : changed) {
      if (!name.matches(RELOADED)) {
        throw new WrongFile(
            environment.getProperty("LAPSE_JOBS", "") + "/" + name,
            "has changed, but is read only when serve starts; restart serve");
      }
    }
    refuseOtherStores(files.latest().catalog(), next.catalog());
    LiveProblems.refuseWrongNames(next.catalog(), stores);
    record.loaded(changed, next);
    files.replace(next);
    refused = null;
    log.info(
        "loaded {}: now in force are policy {} and catalog {}",
        String.join(", ", changed),
        next.policy().version(),
        next.catalog().version());
  }

  /** The pools of connections, the schedule and the query for accounts are made at the start. */
  private static void refuseOtherStores(Catalog before, Catalog next) {
    for (Store store : next.stores()) {
      if (before
          .store(store.name())
          .map(ReloadFiles::fixed)
          .filter(fixed(store)::equals)
          .isEmpty()) {
        throw new WrongFile(
            store.at(),
            "store '%s' is new, or has another address, accounts table or key; restart serve"
                .formatted(store.name()));
      }
    }
    if (before.stores().size() != next.stores().size() || !before.cells().equals(next.cells())) {
      throw new WrongFile("catalog.yaml", "a database or a cell is new or gone; restart serve");
    }
  }

  private static List<Object> fixed(Store store) {
    return List.of(store.accounts(), store.key(), store.cells());
  }

  private void refuse(FolderContents found, List<String> changed, String reason) {
    String refusal = found + reason;
    if (!Objects.equals(refusal, refused)) {
      record.refused(changed, files.latest());
      log.error("the changed files are refused, and the earlier ones stay in force: {}", reason);
    }
    refused = refusal;
  }
}
