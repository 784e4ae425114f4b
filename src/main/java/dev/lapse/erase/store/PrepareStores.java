package dev.lapse.erase.store;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.migrate.MigrationsMissing;
import dev.lapse.migrate.RightsMissing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Prepares all stores of a cell for erasures, again for every run. */
@Component
public class PrepareStores {
  private final Supplier<Catalog> catalog;
  private final List<PrepareStore> kinds;

  PrepareStores(Supplier<Catalog> catalog, List<PrepareStore> kinds) {
    this.catalog = catalog;
    this.kinds = List.copyOf(kinds);
  }

  /** Prepares erasing everything of the accounts of a cell, for purge and expiry. */
  public PreparedStores forErasure(String cell) {
    return prepare(cell, PrepareStore.Scope.WHOLE_ACCOUNT);
  }

  /** Prepares erasing the payment details only. Unclassified tables do not block it. */
  public PreparedStores forBilling(String cell) {
    return prepare(cell, PrepareStore.Scope.BILLING);
  }

  /** Prepares erasing kept sets together. */
  public PreparedStores kept(String cell, Set<String> names) {
    for (String name : names) {
      if (catalog.get().set(name).map(DataSet::keep).isEmpty()) {
        return PreparedStores.blocked(
            BlockReason.CATALOG,
            "%s was kept, but the catalog no longer keeps it, and its rows are due for erasure now: restore its entry"
                .formatted(name));
      }
    }
    return each(kind -> kind.kept(cell, names));
  }

  private PreparedStores prepare(String cell, PrepareStore.Scope scope) {
    if (!catalog.get().cells().contains(cell)) {
      return PreparedStores.blocked(
          BlockReason.CATALOG, "the catalog has no store in cell '" + cell + "'");
    }
    return each(kind -> kind.prepare(cell, scope));
  }

  private PreparedStores each(Function<PrepareStore, List<StoreErasure>> stores) {
    List<StoreErasure> prepared = new ArrayList<>();
    for (PrepareStore kind : kinds) {
      try {
        prepared.addAll(stores.apply(kind));
      } catch (BlockedByCatalog blocked) {
        return PreparedStores.blocked(
            blocked.reason(), "blocked by the catalog: " + blocked.getMessage());
      } catch (RightsMissing | MigrationsMissing missing) {
        return PreparedStores.blocked(BlockReason.RIGHTS, String.valueOf(missing.getMessage()));
      } catch (StoreUnreachable unreachable) {
        return PreparedStores.blocked(
            BlockReason.UNREACHABLE, String.valueOf(unreachable.getMessage()));
      } catch (DataAccessException failed) {
        return PreparedStores.blocked(BlockReason.UNREACHABLE, DescribeStoreError.of(failed));
      }
    }
    return PreparedStores.of(prepared);
  }
}
