package dev.lapse.catalog.review;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Catalogs;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.check.CatalogProblem;
import dev.lapse.catalog.check.CatalogProblem.Kind;
import dev.lapse.catalog.check.CheckCatalog;
import dev.lapse.catalog.convention.CheckConventions;
import dev.lapse.catalog.discover.Decision;
import dev.lapse.catalog.discover.DiscoveredCatalog;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.file.WrongFile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Pastes each answer that discovery offers, and reads and checks the catalog with it. */
public final class PasteOffers {
  private PasteOffers() {}

  /** The offers that are refused, each with the reason. */
  public static List<String> refused(
      DiscoveredCatalog discovered, String store, StoreSchema schema) {
    List<String> refused = new ArrayList<>();
    for (Decision decision : discovered.decisions()) {
      for (Decision.Answer answer : decision.answers()) {
        try {
          problems(CatalogText.with(discovered.text(), store, answer, ""), store, schema)
              .map(problem -> answer.lines() + ": " + problem.message())
              .forEach(refused::add);
        } catch (WrongFile | IllegalArgumentException wrong) {
          refused.add(answer.lines() + ": " + wrong.getMessage());
        }
      }
    }
    return refused;
  }

  private static Stream<CatalogProblem> problems(String text, String name, StoreSchema schema) {
    Catalog catalog = Catalogs.read(text);
    Store store = catalog.store(name).orElseThrow();
    return Stream.concat(
        CheckConventions.of(catalog, store, schema).stream(),
        CheckCatalog.of(catalog, store, schema).stream()
            .filter(
                problem ->
                    problem.kind().isWrongName()
                        || problem.kind() == Kind.UNSUPPORTED
                        || problem.kind() == Kind.STALE_ENTRY));
  }
}
