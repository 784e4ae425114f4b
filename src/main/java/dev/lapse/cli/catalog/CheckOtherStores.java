package dev.lapse.cli.catalog;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.HttpStore;
import dev.lapse.catalog.OtherStore;
import dev.lapse.catalog.S3Store;
import dev.lapse.erase.http.CheckHttp;
import dev.lapse.erase.s3.CheckS3;
import java.util.List;
import java.util.function.Consumer;

/** Checks that the stores other than databases respond as the catalog describes them. */
public final class CheckOtherStores {
  private CheckOtherStores() {}

  /** The problems of one store, cell by cell. */
  static List<String> problems(OtherStore store) {
    return store instanceof S3Store s3 ? CheckS3.check(s3) : CheckHttp.check((HttpStore) store);
  }

  /** Checks all of them in a background thread, because a store that is down is slow to answer. */
  public static Thread inBackground(Catalog catalog, Consumer<String> warn) {
    Thread thread =
        new Thread(
            () -> catalog.otherStores().forEach(store -> problems(store).forEach(warn)),
            "lapse-checks-stores");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
