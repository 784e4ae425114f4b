package dev.lapse.erase;

import dev.lapse.account.AccountSource;
import dev.lapse.account.RefusedByRule;
import dev.lapse.account.lifecycle.VouchStarted;
import dev.lapse.catalog.Catalog;
import dev.lapse.erase.store.PrepareStores;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.StoreErasure;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Refuses to vouch for an account that a database of any cell knows: its rows are not gone, or its
 * cell is wrong. Where accounts come from a store, that store says whether the account is gone, and
 * what is left of it in its cell is what a run is to erase. To forget an account, no store of any
 * kind may have anything of it.
 */
@Component
public final class ForbidVouching {
  private final Supplier<Catalog> catalog;
  private final PrepareStores stores;
  private final AccountSource source;

  ForbidVouching(Supplier<Catalog> catalog, PrepareStores stores, AccountSource source) {
    this.source = source;
    this.catalog = catalog;
    this.stores = stores;
  }

  @EventListener
  void forbid(VouchStarted vouchStarted) {
    String id = vouchStarted.account().id();
    boolean forgets = vouchStarted.purpose() == VouchStarted.Purpose.FORGET;
    for (String cell : catalog.get().cells()) {
      if (!forgets && source.store() != null && cell.equals(vouchStarted.account().cell())) {
        continue;
      }
      PreparedStores prepared = stores.forErasure(cell);
      if (prepared.blocked() != null) {
        throw new RefusedByRule(
            "unavailable",
            "could not check whether a database of cell '%s' knows account '%s': %s"
                .formatted(cell, id, prepared.blocked()));
      }
      for (StoreErasure store : prepared.stores()) {
        if ((forgets || store.listsAccounts()) && knows(store, id)) {
          throw new RefusedByRule(
              "known-to-a-database",
              "account '%s' has rows in store '%s' (cell %s); %s"
                  .formatted(id, store.name(), cell, instead(vouchStarted, cell)));
        }
      }
    }
  }

  private static String instead(VouchStarted vouchStarted, String cell) {
    if (cell.equals(vouchStarted.account().cell())) {
      return vouchStarted.purpose() == VouchStarted.Purpose.FORGET
          ? "vouch for it instead (lapse account vouch), and a run erases them"
          : "a run finds it by them";
    }
    return "Lapse has it in cell '%s': is that right?".formatted(vouchStarted.account().cell());
  }

  private static boolean knows(StoreErasure store, String id) {
    List<String> ids = List.of(id);
    return store.isValidKey(id) && (store.findKnown(ids).contains(id) || store.count(ids).has(id));
  }
}
