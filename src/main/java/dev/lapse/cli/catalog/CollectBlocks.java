package dev.lapse.cli.catalog;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.OtherStore;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.check.AdviseIndexes;
import dev.lapse.catalog.check.CatalogProblem;
import dev.lapse.catalog.check.LiveProblems;
import dev.lapse.catalog.convention.CheckConventions;
import dev.lapse.catalog.discover.DiscoverCatalog;
import dev.lapse.catalog.discover.DiscoveredCatalog;
import dev.lapse.catalog.discover.LiveStore;
import dev.lapse.catalog.discover.SharedPairs;
import dev.lapse.catalog.discover.YamlComments;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.catalog.live.Stores;
import dev.lapse.erase.postgresql.FindBlocks;
import dev.lapse.file.Position;
import dev.lapse.policy.Policy;
import dev.lapse.settings.UserFiles;
import dev.lapse.source.AccountsFile;
import dev.lapse.source.CheckAccounts;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Collects all that blocks erasures in the stores of some cells, together. Changes nothing. */
public final class CollectBlocks {
  private static final int MOST_INDEXES = 5;
  private static final Pattern LOCATED =
      Pattern.compile("(?<file>.+?):(?<line>\\d+): (?<message>.*)", Pattern.DOTALL);

  private final Catalog catalog;
  private final AccountsFile accounts;
  private final Collection<String> cells;
  private final boolean rights;
  private final Policy policy;
  private final Instant now;
  private final List<Block> blocks = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();
  private final List<String> slow = new ArrayList<>();

  private CollectBlocks(UserFiles files, Collection<String> cells, boolean rights, Instant now) {
    this.catalog = files.catalog();
    this.accounts = files.accounts();
    this.cells = cells;
    this.rights = rights;
    this.policy = files.policy();
    this.now = now;
  }

  /**
   * Looks at every store of the cells.
   *
   * @param now the instants of sampled accounts are compared with it
   * @param rights false to leave out what a role may not do
   * @throws StoreUnreachable if a database does not answer
   */
  public static FoundBlocks in(
      UserFiles files, Collection<String> cells, boolean rights, Instant now) {
    CollectBlocks collect = new CollectBlocks(files, cells, rights, now);
    try (Stores stores = new Stores(collect.catalog)) {
      for (Store store : collect.catalog.stores()) {
        for (String cell : store.cells().keySet()) {
          if (cells.contains(cell)) {
            collect.look(stores, store, cell);
          }
        }
      }
    }
    collect.catalog.otherStores().forEach(collect::look);
    collect.addNoBilling();
    return new FoundBlocks(
        collect.blocks.stream().sorted().distinct().toList(), collect.notices, collect.slow);
  }

  /** Payment details are removed at the lapse: a catalog that names none says so on purpose. */
  private void addNoBilling() {
    if (catalog.sets().stream().noneMatch(DataSet::billing)
        && !catalog.stores().stream().allMatch(Store::hasNoBilling)) {
      notices.add(
          "no set is marked billing: true, so no payment details are removed at the lapse; mark the sets that have them or, if a store has none, write billing: none at it");
    }
  }

  private void look(Stores stores, Store store, String cell) {
    StoreSchema live = LiveProblems.schema(stores, store, cell);
    boolean ofAccounts = accounts.store().filter(store.name()::equals).isPresent();
    FindBlocks.Found found =
        FindBlocks.find(catalog, stores, store, cell, live, ofAccounts, rights);
    List<CatalogProblem> conventions = CheckConventions.of(catalog, store, live);
    conventions.forEach(problem -> blocks.add(Block.of(catalog, problem, store, cell)));
    notices.addAll(found.notices());
    (conventions.isEmpty() ? discovered(found, stores, store, cell, live) : found.problems())
        .forEach(problem -> blocks.add(Block.of(catalog, problem, store, cell)));
    if (store.hasNoBilling()) {
      notices.addAll(PaymentColumns.notices(catalog, store, live));
    }
    List<AdviseIndexes.Advice> advice = AdviseIndexes.of(catalog, store, live);
    advice.stream().limit(MOST_INDEXES).forEach(index -> slow.add(index.toString()));
    if (advice.size() > MOST_INDEXES) {
      slow.add("%d other indexes are missing".formatted(advice.size() - MOST_INDEXES));
    }
    if (ofAccounts) {
      List<String> problems = CheckAccounts.problems(accounts, policy, stores, cell, now);
      problems.forEach(
          problem -> add(BlockGroup.ACCOUNTS, store.name(), cell, problem, store.at()));
      if (problems.isEmpty()) {
        notices.addAll(CheckAccounts.notices(accounts, catalog, stores, cell));
      }
    }
  }

  private void look(OtherStore store) {
    TreeSet<String> here = new TreeSet<>(store.cellNames());
    here.retainAll(cells);
    if (!here.isEmpty()) {
      CheckOtherStores.problems(store)
          .forEach(
              problem ->
                  add(
                      BlockGroup.STORES,
                      store.name(),
                      String.join(", ", here),
                      problem,
                      store.at()));
    }
  }

  private void add(BlockGroup group, String store, String cell, String problem, Position entry) {
    Matcher located = LOCATED.matcher(problem);
    String message = located.matches() ? located.group("message") : problem;
    int grant = message.indexOf(": grant ");
    blocks.add(
        new Block(
            group,
            store,
            cell,
            null,
            grant < 0 ? message : message.substring(0, grant),
            grant < 0 ? null : message.substring(grant + 2) + ";",
            null,
            located.matches()
                ? new Position(located.group("file"), Integer.parseInt(located.group("line")))
                : entry));
  }

  /** The problems, with the lines that discovery would write; notes what it finds elsewhere. */
  private List<CatalogProblem> discovered(
      FindBlocks.Found found, Stores stores, Store store, String cell, StoreSchema live) {
    try (Connection connection = stores.connect(store.name(), cell)) {
      LiveStore there = new LiveStore(live, connection);
      notices.addAll(SharedPairs.notices(catalog, store, there));
      return proposed(found.problems(), store, there);
    } catch (SQLException failed) {
      throw new StoreUnreachable(store.name(), cell, failed);
    }
  }

  /** For tables that are not listed, the line that discovery would write, and its place. */
  private List<CatalogProblem> proposed(List<CatalogProblem> problems, Store store, LiveStore there)
      throws SQLException {
    if (problems.stream().noneMatch(CollectBlocks::isUnlisted)) {
      return problems;
    }
    DiscoveredCatalog discovered =
        DiscoverCatalog.discover(catalog, YamlComments.NONE, Map.of(store.name(), there));
    Position end = LastLineOfSets.of(catalog, store);
    return problems.stream()
        .map(
            problem ->
                isUnlisted(problem)
                    ? problem.with(discovered.line(store, problem.table()).orElse(null), end)
                    : problem)
        .toList();
  }

  private static boolean isUnlisted(CatalogProblem problem) {
    return problem.kind() == CatalogProblem.Kind.UNLISTED;
  }
}
