package dev.lapse.catalog.live;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Store;
import dev.lapse.clock.DueClock;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Compares the program's clock with those of the databases. Skips a store that does not answer: the
 * run will report it.
 */
@Component
public class CompareClocks {
  private static final Logger log = LoggerFactory.getLogger(CompareClocks.class);

  private final DueClock own;
  private final Supplier<Catalog> catalog;
  private final Stores stores;
  private final StoreClock storeClock;
  private final InstantSource program;

  CompareClocks(
      DueClock own,
      Supplier<Catalog> catalog,
      Stores stores,
      StoreClock storeClock,
      InstantSource program) {
    this.own = own;
    this.catalog = catalog;
    this.stores = stores;
    this.storeClock = storeClock;
    this.program = program;
  }

  /** Why runs in a cell are refused, in a sentence; empty if the clocks agree. */
  public Optional<String> refusal(String cell) {
    List<ClockDifference> differences = new ArrayList<>(List.of(withOwn()));
    catalog.get().stores().forEach(store -> withStore(store, cell).ifPresent(differences::add));
    return ClockDifference.describeWorst(differences);
  }

  /** The difference to Lapse's own database. */
  public ClockDifference withOwn() {
    Instant asked = program.instant();
    Instant database = own.database();
    return ClockDifference.between(ClockDifference.LAPSE, asked, database, program.instant());
  }

  /** The differences to all stores in all cells. */
  public List<ClockDifference> withStores() {
    return catalog.get().stores().stream()
        .flatMap(
            store ->
                store.cells().keySet().stream().flatMap(cell -> withStore(store, cell).stream()))
        .toList();
  }

  private Optional<ClockDifference> withStore(Store store, String cell) {
    if (!store.cells().containsKey(cell)) {
      return Optional.empty();
    }
    String name = store.name() + "/" + cell;
    try (Connection connection = stores.connect(store.name(), cell)) {
      Instant asked = program.instant();
      Instant database = storeClock.read(connection);
      return Optional.of(ClockDifference.between(name, asked, database, program.instant()));
    } catch (StoreUnreachable | SQLException failed) {
      log.debug("could not read the clock of {}", name, failed);
      return Optional.empty();
    }
  }
}
