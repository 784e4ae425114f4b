package dev.lapse.catalog.review;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.discover.Decision;
import dev.lapse.catalog.discover.LiveStore;
import dev.lapse.catalog.discover.sample.ReadOnlyQueries;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Counts how many rows each answer to the open decisions explains. */
public final class ExplainAnswers {
  private ExplainAnswers() {}

  /**
   * By answer, what it would do to the rows of each table that it gives a path; none if rows stay.
   *
   * @param catalog the catalog with the questions
   */
  public static Map<Decision.Answer, List<Preview>> explain(
      List<Decision> decisions, Catalog catalog, Store store, LiveStore live) throws SQLException {
    Map<Decision.Answer, List<Preview>> explained = new IdentityHashMap<>();
    try (ReadOnlyQueries queries = new ReadOnlyQueries(live.connection())) {
      LookAtRows look = new LookAtRows(catalog, store, live.schema(), queries);
      for (Decision decision : decisions) {
        for (Decision.Answer answer : decision.answers()) {
          List<Preview> previews = new ArrayList<>();
          decision.tables().keySet().stream()
              .filter(table -> !look.ways(table, answer).isEmpty())
              .forEach(table -> previews.add(look.preview(table, answer)));
          explained.put(answer, previews);
        }
      }
    }
    return explained;
  }
}
