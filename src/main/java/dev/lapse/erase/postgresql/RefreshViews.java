package dev.lapse.erase.postgresql;

import dev.lapse.catalog.StoreSchema;
import java.util.Comparator;
import java.util.List;
import org.springframework.jdbc.core.JdbcOperations;

/** Brings materialized views up to date, so that they no longer show what was erased. */
final class RefreshViews {
  private RefreshViews() {}

  /** One after the other; those that read few tables first, as others may read them. */
  static void of(List<StoreSchema.MaterializedView> views, JdbcOperations jdbc) {
    views.stream()
        .sorted(
            Comparator.comparing((StoreSchema.MaterializedView view) -> view.reads().size())
                .thenComparing(StoreSchema.MaterializedView::name))
        .forEach(
            view ->
                jdbc.execute(
                    "refresh materialized view %s%s"
                        .formatted(
                            view.refreshesConcurrently() ? "concurrently " : "",
                            view.name().sql())));
  }
}
