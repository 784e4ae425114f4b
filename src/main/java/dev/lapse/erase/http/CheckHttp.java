package dev.lapse.erase.http;

import dev.lapse.catalog.HttpStore;
import dev.lapse.erase.store.StoreFailed;
import java.util.ArrayList;
import java.util.List;

/** Checks that a service can be reached and answers the requests that precede an erasure. */
public final class CheckHttp {
  private CheckHttp() {}

  /** The problems, cell by cell. */
  public static List<String> check(HttpStore store) {
    List<String> problems = new ArrayList<>();
    store
        .cells()
        .forEach(
            (cell, address) -> {
              try {
                new ErasureService(store.name(), new RetryingRequests(store.name(), address))
                    .tryOut();
              } catch (StoreFailed failed) {
                problems.add("%s: (cell %s) %s".formatted(store.at(), cell, failed.getMessage()));
              }
            });
    return problems;
  }
}
