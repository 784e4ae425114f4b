package dev.lapse.catalog.review;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Convention;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.Decision;
import dev.lapse.catalog.discover.DiscoverCatalog;
import dev.lapse.catalog.discover.DiscoveredCatalog;
import dev.lapse.catalog.discover.LiveStore;
import dev.lapse.catalog.discover.YamlComments;
import dev.lapse.catalog.discover.finding.NameMatching;
import dev.lapse.catalog.discover.sample.KeyValues;
import dev.lapse.catalog.discover.sample.ReadOnlyQueries;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Takes the proposals of a store that its rows bear out: each row that was read has an owner by the
 * proposed path, which is a foreign key, or has keys that cannot coincide, or a name that says the
 * same. Each is marked, so that a reviewer finds it. All others stay questions.
 */
public final class AcceptProposals {
  private static final String MARK = "accepted as proposed, for review: ";

  private final Store store;
  private final LiveStore live;
  private final Function<String, Catalog> read;
  private final Set<String> looked = new HashSet<>();

  private AcceptProposals(Store store, LiveStore live, Function<String, Catalog> read) {
    this.store = store;
    this.live = live;
    this.read = read;
  }

  /**
   * @param discovered the catalog without them
   * @param read reads the text of a catalog
   */
  public static DiscoveredCatalog accept(
      DiscoveredCatalog discovered, Store store, LiveStore live, Function<String, Catalog> read)
      throws SQLException {
    AcceptProposals accept = new AcceptProposals(store, live, read);
    DiscoveredCatalog now = discovered;
    boolean more = true;
    while (more) {
      String text = accept.accepted(now);
      more = !text.equals(now.text());
      if (more) {
        now =
            DiscoverCatalog.discover(
                read.apply(text), YamlComments.in(text), Map.of(store.name(), live));
      }
    }
    return now;
  }

  /** The text with the proposals of this round. */
  private String accepted(DiscoveredCatalog discovered) throws SQLException {
    String text = discovered.text();
    try (ReadOnlyQueries queries = new ReadOnlyQueries(live.connection())) {
      LookAtRows look =
          new LookAtRows(read.apply(discovered.text()), store, live.schema(), queries);
      for (Decision decision : discovered.decisions()) {
        Optional<Decision.Answer> proposed =
            looked.add(decision.name()) ? proposed(decision) : Optional.empty();
        if (proposed.isPresent()) {
          Optional<Preview> seen = borneOut(decision, proposed.get(), look);
          if (seen.isPresent()) {
            text = CatalogText.with(text, store.name(), proposed.get(), MARK + basis(seen.get()));
          }
        }
      }
    }
    return text;
  }

  /** The preview of the decision's table, if the rows of all its tables support the answer. */
  private Optional<Preview> borneOut(Decision decision, Decision.Answer answer, LookAtRows look) {
    boolean all =
        decision.tables().keySet().stream()
            .filter(table -> !look.ways(table, answer).isEmpty())
            .allMatch(
                table ->
                    look.ways(table, answer).stream()
                            .allMatch(way -> isCredible(table, way, answer))
                        && look.preview(table, answer).isBorneOut());
    Preview about = look.preview(decision, answer);
    return all && about.read() > 0 && about.isBorneOut() ? Optional.of(about) : Optional.empty();
  }

  /**
   * True if more than values says that it leads to the owner. What rows refer to may be shared, and
   * used by one account only so far: of such, only people are taken.
   */
  private boolean isCredible(TableName table, OwnedBy way, Decision.Answer answer) {
    OwnedBy.Edge edge = way.edge(table, store);
    if (way instanceof OwnedBy.Referrer) {
      return !answer.conventions().isEmpty();
    }
    boolean declared =
        live.schema().foreignKeys().stream()
            .anyMatch(
                key ->
                    key.from().equals(edge.from())
                        && key.fromColumns().equals(edge.fromColumns())
                        && key.to().equals(edge.to())
                        && key.toColumns().equals(edge.toColumns()));
    return declared
        || (edge.fromColumns().size() == 1
            && (live.schema()
                    .table(edge.to())
                    .flatMap(to -> to.column(edge.toColumns().get(0)))
                    .filter(KeyValues::isUuid)
                    .isPresent()
                || NameMatching.same(
                    NameMatching.stem(edge.fromColumns().get(0)), edge.to().table())));
  }

  private static String basis(Preview preview) {
    return preview.all() ? "every row has an owner" : "every row of a sample has an owner";
  }

  /** The likely answer, if it is one path and not that rows stay. */
  private static Optional<Decision.Answer> proposed(Decision decision) {
    return decision
        .likelyAnswer()
        .filter(
            answer ->
                answer.sets().stream().allMatch(set -> set.ways().size() == 1)
                    && answer.conventions().stream().allMatch(AcceptProposals::owns));
  }

  private static boolean owns(Convention convention) {
    return convention instanceof Convention.Column
        || (convention instanceof Convention.People people && !people.stay());
  }
}
