package dev.lapse.catalog.review;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.CatalogProblem;
import dev.lapse.catalog.check.CheckCatalog;
import dev.lapse.catalog.convention.CheckConventions;
import dev.lapse.catalog.discover.Decision;
import dev.lapse.catalog.discover.DiscoverCatalog;
import dev.lapse.catalog.discover.DiscoveredCatalog;
import dev.lapse.catalog.discover.LiveStore;
import dev.lapse.catalog.discover.YamlComments;
import dev.lapse.catalog.discover.sample.ReadOnlyQueries;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.catalog.live.Stores;
import dev.lapse.catalog.review.Preview.Sample;
import dev.lapse.file.WrongFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The open decisions of a store, one after the other. Each answer is written into the catalog's
 * file at once; nothing else is written anywhere. What follows from the answers is found when the
 * last one is given, by discovering the store again.
 *
 * <p>Not safe for use by several threads at a time.
 */
public final class Review implements AutoCloseable {
  private final Path file;
  private final String storeName;
  private final String cell;
  private final Function<String, Catalog> read;
  private final Stores stores;
  private final Connection connection;
  private final LiveStore live;
  private final Deque<Step> done = new ArrayDeque<>();
  private final Set<String> later = new HashSet<>();

  /** The text that this review found or wrote last. */
  private String written;

  /** The text of the open catalog, complete. */
  private String text = "";

  private List<Decision> open = new ArrayList<>();

  /** What was before an answer. */
  private record Step(
      String written,
      String text,
      List<Decision> open,
      Decision decision,
      Map<TableName, List<OwnedBy>> paths) {}

  /**
   * Discovers the store.
   *
   * @param file the catalog's, which is written
   * @param read reads the text of a catalog; throws {@link WrongFile} with the line
   * @throws WrongFile if the file cannot be read or is wrong
   * @throws StoreUnreachable if the first cell of the store does not answer
   */
  public Review(Path file, String storeName, Function<String, Catalog> read) {
    this.file = file;
    this.storeName = storeName;
    this.read = read;
    this.written = readFile();
    Catalog catalog = read.apply(written);
    this.cell = store(catalog).cells().keySet().iterator().next();
    this.stores = new Stores(catalog);
    try {
      this.connection = stores.connect(storeName, cell);
      this.live = LiveStore.read(connection);
    } catch (SQLException failed) {
      stores.close();
      throw new StoreUnreachable(storeName, cell, failed);
    } catch (StoreUnreachable failed) {
      stores.close();
      throw failed;
    }
    try {
      discover();
    } catch (WrongFile | StoreUnreachable failed) {
      close();
      throw failed;
    }
  }

  private Store store(Catalog catalog) {
    return catalog
        .store(storeName)
        .orElseThrow(
            () ->
                new WrongFile(
                    file.toString(),
                    "there is no PostgreSQL store '%s' in it".formatted(storeName)));
  }

  private void discover() {
    try {
      Catalog catalog = read.apply(written);
      DiscoveredCatalog discovered =
          DiscoverCatalog.discover(catalog, YamlComments.in(written), Map.of(storeName, live));
      text = discovered.text();
      open = new ArrayList<>(discovered.decisions());
      later.retainAll(open.stream().map(Decision::name).toList());
      open.removeIf(decision -> later.contains(decision.name()));
    } catch (SQLException failed) {
      throw new StoreUnreachable(storeName, cell, failed);
    }
  }

  /** False if {@code discover} would write something else than what the file has now. */
  public boolean isComplete() {
    return text.equals(written);
  }

  /** How many decisions are open, without those put off. */
  public int left() {
    return open.size();
  }

  /** How many were put off. */
  public int putOff() {
    return later.size();
  }

  /** The next one; empty if none is open. */
  public Optional<Decision> next() {
    return open.stream().findFirst();
  }

  /** All that are open, in the order in which they are asked. */
  List<Decision> open() {
    return List.copyOf(open);
  }

  /** What an answer to it would do. */
  public Preview preview(Decision decision, Decision.Answer answer) {
    return looking(look -> look.preview(decision, answer));
  }

  /** Some rows that it is about. */
  public Sample sample(Decision decision) {
    return decision.answers().isEmpty()
        ? new Sample(List.of(), List.of())
        : looking(look -> look.sample(decision));
  }

  /**
   * What an answer of one's own would do, and what is probably wrong about it. Nothing is written.
   *
   * @throws WrongFile like {@link #answer}, except that the file is not looked at
   */
  public List<String> effect(Decision decision, String keys) {
    String next = CatalogText.with(text, storeName, decision.about(), keys);
    refuseWrong(next);
    DataSet set = entry(next, decision.about());
    if (set.ownership() instanceof DataSet.Ownership.Unclassified unclassified) {
      return List.of("it stays a question: " + unclassified.question());
    }
    return looking(
        look -> {
          List<String> effect = new ArrayList<>();
          effect.add(
              look.preview(decision.about(), Decision.Answer.of(set), look.paths(decision))
                  .sentence());
          effect.addAll(look.unknownValues(set));
          return effect;
        });
  }

  /** The entry of a table in a catalog; what a convention makes of it is discovered. */
  private DataSet entry(String next, TableName table) {
    Catalog catalog = read.apply(next);
    DataSet set = catalog.set(storeName, table).orElseThrow();
    if (!(set.ownership() instanceof DataSet.Ownership.Unclassified)) {
      return set;
    }
    try {
      DiscoveredCatalog discovered =
          DiscoverCatalog.discover(catalog, YamlComments.in(next), Map.of(storeName, live));
      return read.apply(discovered.text()).set(storeName, table).orElseThrow();
    } catch (SQLException failed) {
      throw new StoreUnreachable(storeName, cell, failed);
    }
  }

  private <T> T looking(Function<LookAtRows, T> question) {
    try (ReadOnlyQueries queries = new ReadOnlyQueries(connection)) {
      Catalog catalog = read.apply(text);
      Store store = store(catalog);
      return question.apply(
          new LookAtRows(catalog, store, live.schema(), queries, answered(store)));
    } catch (SQLException failed) {
      throw new StoreUnreachable(storeName, cell, failed);
    }
  }

  /** What the conventions that were answered give to tables. */
  private Map<TableName, DataSet> answered(Store store) {
    Map<TableName, DataSet> answered = new HashMap<>();
    for (Step step : done) {
      step.paths()
          .forEach(
              (table, ways) ->
                  answered.put(
                      table,
                      new DataSet(
                          store.name(), table, new DataSet.Ownership.Owned(ways), store.at())));
    }
    return answered;
  }

  /**
   * Takes an answer and writes it.
   *
   * @throws WrongFile if the catalog would be wrong with it, or does not fit the store, or has
   *     changed in the meantime; nothing is written then
   * @throws StoreUnreachable if the store is lost when the last answer settles the rest; the answer
   *     is taken back
   */
  public void answer(Decision decision, Decision.Answer answer) {
    take(decision, CatalogText.with(text, storeName, answer, ""), answer.paths());
  }

  /**
   * Takes an answer of one's own: the keys of an entry, such as {@code owned-by: account_id}, or a
   * convention.
   *
   * @throws WrongFile like {@link #answer}
   */
  public void answer(Decision decision, String keys) {
    take(decision, CatalogText.with(text, storeName, decision.about(), keys), Map.of());
  }

  private void take(Decision decision, String next, Map<TableName, List<OwnedBy>> paths) {
    refuseWrong(next);
    Step before = new Step(written, text, List.copyOf(open), decision, paths);
    write(next);
    done.push(before);
    text = next;
    open.remove(decision);
    rediscover();
  }

  /** What cannot be read again, or names something that the store does not have. */
  private void refuseWrong(String next) {
    Catalog catalog = read.apply(next);
    Store store = store(catalog);
    List<String> before = text.lines().toList();
    List<String> after = next.lines().toList();
    Stream.concat(
            CheckConventions.of(catalog, store, live.schema()).stream(),
            CheckCatalog.of(catalog, store, live.schema()).stream()
                .filter(
                    problem ->
                        problem.kind().isWrongName()
                            || problem.kind() == CatalogProblem.Kind.UNSUPPORTED))
        .filter(problem -> !before.contains(after.get(problem.at().line() - 1)))
        .findFirst()
        .ifPresent(
            problem -> {
              throw new WrongFile(problem.at(), problem.message());
            });
  }

  /**
   * Puts it off: it stays a question in the catalog.
   *
   * @throws WrongFile if the catalog has changed in the meantime; it is not put off then
   * @throws StoreUnreachable like {@link #answer}
   */
  public void later(Decision decision) {
    done.push(new Step(written, text, List.copyOf(open), decision, Map.of()));
    later.add(decision.name());
    open.remove(decision);
    rediscover();
  }

  /**
   * Once all are answered: what follows from the answers, and what they make a question. The last
   * answer is taken back if that fails.
   */
  private void rediscover() {
    if (open.isEmpty() && !written.equals(readStart())) {
      try {
        discover();
        write(text);
      } catch (WrongFile | StoreUnreachable failed) {
        undo();
        throw failed;
      }
    }
  }

  private String readStart() {
    return done.isEmpty() ? written : done.peekLast().written();
  }

  /** True if there is an answer to take back, or one that was put off. */
  public boolean mayUndo() {
    return !done.isEmpty();
  }

  /**
   * Takes the last answer back.
   *
   * @return the decision that is open again; empty if there was none
   * @throws WrongFile if the catalog has changed in the meantime
   */
  public Optional<Decision> undo() {
    if (done.isEmpty()) {
      return Optional.empty();
    }
    Step last = done.peek();
    if (!last.written().equals(written)) {
      write(last.written());
    }
    done.pop();
    text = last.text();
    later.remove(last.decision().name());
    open = new ArrayList<>(last.open());
    return Optional.of(last.decision());
  }

  private void write(String next) {
    if (!readFile().equals(written)) {
      throw new WrongFile(
          file.toString(), "has changed since this review read it; start the review again");
    }
    try {
      replace(file.toRealPath(), next);
    } catch (IOException failed) {
      throw new WrongFile(file.toString(), "cannot be written: " + failed);
    }
    written = next;
  }

  /** Writes atomically: a concurrent reader sees the old text or the new one. */
  private static void replace(Path target, String next) throws IOException {
    Path beside = Files.createTempFile(target.getParent(), ".catalog", ".yaml.new");
    try {
      Files.setPosixFilePermissions(beside, Files.getPosixFilePermissions(target));
      Files.writeString(beside, next);
      Files.move(
          beside, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private String readFile() {
    try {
      return Files.readString(file);
    } catch (IOException failed) {
      throw new WrongFile(file.toString(), "cannot be read: " + failed);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException alreadyLost) {
      // only read from
    } finally {
      stores.close();
    }
  }
}
