package dev.lapse.erase.postgresql;

import dev.lapse.catalog.live.StoreSchema;
import java.util.List;
import org.springframework.jdbc.core.JdbcOperations;

/** Refreshes materialized views, so that they no longer show erased rows. */
final class RefreshViews {
  private RefreshViews() {}

  /** In the order given: a view comes after those that it reads. */
  static void refreshAll(List<StoreSchema.MaterializedView> views, JdbcOperations jdbc) {
    for (StoreSchema.MaterializedView view : views) {
      jdbc.execute(
          "refresh materialized view %s%s"
              .formatted(view.refreshesConcurrently() ? "concurrently " : "", view.name().sql()));
    }
  }
}
