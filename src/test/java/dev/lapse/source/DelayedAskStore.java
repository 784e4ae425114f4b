package dev.lapse.source;

import dev.lapse.account.imports.StoreAccountSync;
import dev.lapse.account.lifecycle.VouchedAccounts;
import dev.lapse.catalog.live.Stores;
import dev.lapse.testing.Delays;
import dev.lapse.testing.TestProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The real questions to the store, with a wait between any two; with the lock or without it. */
public final class DelayedAskStore extends StoreRecheck {
  private final Delays delays;
  private final boolean locking;

  /**
   * @param locking false for what it would be without {@code for update}: shows that it is needed
   */
  public DelayedAskStore(TestProgram program, Delays delays, boolean locking) {
    super(
        program.get(AccountsFile.class),
        program.get(Stores.class),
        program.get(StoreAccountSync.class),
        program.get(VouchedAccounts.class));
    this.delays = delays;
    this.locking = locking;
  }

  @Override
  StoreSession session(
      Connection connection, AccountsQuery asked, String cell, CheckedQuery checkedQuery)
      throws SQLException {
    return new StoreSession(connection, asked, cell, checkedQuery.shape(), checkedQuery.rows()) {
      @Override
      Set<String> lock(Collection<String> ids, String strength) throws SQLException {
        delays.here();
        Set<String> locked = super.lock(ids, locking ? strength : "");
        delays.here();
        return locked;
      }

      @Override
      StoreSnapshot ask(Collection<String> ids) throws SQLException {
        StoreSnapshot storeSnapshot = super.ask(ids);
        delays.here();
        return storeSnapshot;
      }

      @Override
      void mark(UUID run, Map<String, Instant> lapses, Instant now) throws SQLException {
        super.mark(run, lapses, now);
        delays.here();
      }

      @Override
      void commit() throws SQLException {
        super.commit();
        delays.here();
      }
    };
  }
}
