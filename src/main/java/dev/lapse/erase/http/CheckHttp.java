package dev.lapse.erase.http;

import dev.lapse.catalog.HttpStore;
import dev.lapse.erase.StoreFailed;
import java.util.ArrayList;
import java.util.List;

/** Looks whether a service is there and answers what is asked before an erasure. */
public final class CheckHttp {
  private static final String NOBODY = "lapse-looks-whether-it-answers";

  private CheckHttp() {}

  /** What is wrong, cell by cell. */
  public static List<String> of(HttpStore store) {
    List<String> problems = new ArrayList<>();
    store
        .cells()
        .forEach(
            (cell, address) -> {
              try {
                ErasureService service =
                    new ErasureService(store.name(), new Requests(store.name(), address));
                service.health();
                if (service.remaining(NOBODY).remaining() > 0) {
                  problems.add(
                      "%s: store '%s' (cell %s): the service says that something remains of an account that does not exist"
                          .formatted(store.at(), store.name(), cell));
                }
              } catch (StoreFailed failed) {
                problems.add("%s: (cell %s) %s".formatted(store.at(), cell, failed.getMessage()));
              }
            });
    return problems;
  }
}
