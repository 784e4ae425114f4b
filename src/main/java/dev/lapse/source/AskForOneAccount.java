package dev.lapse.source;

import dev.lapse.account.AccountMissing;
import dev.lapse.account.RefusedByRule;
import dev.lapse.account.UnknownAccount;
import dev.lapse.account.imports.StoreAccountSync;
import dev.lapse.account.lifecycle.VouchStarted;
import dev.lapse.catalog.live.DescribePostgresError;
import dev.lapse.catalog.live.StoreUnreachable;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Asks the store that accounts come from about one account that a person named. */
@Component
public final class AskForOneAccount {
  private final @Nullable AccountsQuery query;
  private final StoreRecheck store;
  private final StoreAccountSync accountSync;

  AskForOneAccount(AccountsFile file, StoreRecheck store, StoreAccountSync accountSync) {
    this.query = file.query();
    this.store = store;
    this.accountSync = accountSync;
  }

  /**
   * Reads an account that no run has read yet.
   *
   * @throws UnknownAccount if no cell of the store has it, or not in a form that can be used
   */
  @EventListener
  void read(AccountMissing missing) {
    AccountsQuery asked = query;
    if (asked == null) {
      return;
    }
    for (String cell : asked.store().cells().keySet()) {
      StoreSnapshot found = ask(asked, cell, missing.id());
      Map<String, String> refused = found.refused();
      if (!found.rows().isEmpty()) {
        refused.putAll(accountSync.sync(found.rows(), cell, asked.actor(), missing.now()));
      }
      String why = refused.get(missing.id());
      if (why != null) {
        throw new UnknownAccount(
            missing.id(),
            "store '%s' (cell %s) has it, but: %s".formatted(asked.store().name(), cell, why));
      }
      if (!found.rows().isEmpty()) {
        return;
      }
    }
    throw new UnknownAccount(
        missing.id(), "store '%s' does not have it either".formatted(asked.store().name()));
  }

  /** Refuses to treat an account as gone while the store has it. Checked before other stores. */
  @EventListener
  @Order(Ordered.HIGHEST_PRECEDENCE)
  void refuse(VouchStarted vouchStarted) {
    AccountsQuery asked = query;
    if (asked == null) {
      return;
    }
    String id = vouchStarted.account().id();
    String cell = vouchStarted.account().cell();
    try (StoreSession session = store.open(asked, cell)) {
      StoreSnapshot found = session.ask(List.of(id));
      if (!found.rows().isEmpty() || !found.refused().isEmpty()) {
        throw new RefusedByRule(
            "known-to-a-database",
            "the query still returns account '%s' from store '%s' (cell %s)"
                .formatted(id, asked.store().name(), cell));
      }
      if (!session.lock(List.of(id), "").isEmpty()) {
        throw new RefusedByRule(
            "known-to-a-database",
            "account '%s' has a row in %s of store '%s' (cell %s), although the query does not return it"
                .formatted(id, asked.store().accounts(), asked.store().name(), cell));
      }
    } catch (SQLException failed) {
      throw unreadable(asked, cell, failed);
    }
  }

  private StoreSnapshot ask(AccountsQuery asked, String cell, String id) {
    try (StoreSession session = store.open(asked, cell)) {
      return session.canBeKey(id) ? session.ask(List.of(id)) : new StoreSnapshot();
    } catch (SQLException failed) {
      throw unreadable(asked, cell, failed);
    }
  }

  private static StoreUnreachable unreadable(
      AccountsQuery asked, String cell, SQLException failed) {
    return new StoreUnreachable(
        "could not read accounts from store '%s' (cell %s): %s"
            .formatted(asked.store().name(), cell, DescribePostgresError.ofRoot(failed)),
        failed);
  }
}
