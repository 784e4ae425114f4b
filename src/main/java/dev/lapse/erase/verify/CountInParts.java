package dev.lapse.erase.verify;

import dev.lapse.account.RowCounts;
import dev.lapse.catalog.live.RetryInHalves;
import dev.lapse.erase.store.BlockReason;
import dev.lapse.erase.store.DescribeStoreError;
import dev.lapse.erase.store.StoreErasure;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Counts rows of accounts in a database even if some accounts make the statement fail: halves the
 * batch until the failing account is alone. If it fails for three single accounts, it fails for
 * all.
 */
public final class CountInParts {
  private static final Logger log = LoggerFactory.getLogger(CountInParts.class);

  private static final int SAMPLE = 3;

  private CountInParts() {}

  /**
   * The rows; an account that cannot be counted is absent, and its erasure will fail.
   *
   * @throws CountRefused if no account can be counted
   */
  public static RowCounts count(StoreErasure store, Collection<String> ids) {
    List<String> all = List.copyOf(ids);
    try {
      return store.count(all);
    } catch (DataAccessException failed) {
      if (DescribeStoreError.isConnection(failed)
          || (failsForEach(store, all) && (all.size() >= SAMPLE || failsWhateverTheRows(failed)))) {
        throw refused(store, failed);
      }
      int half = all.size() / 2;
      Parts parts = new Parts(store);
      return parts.both(
          parts.carryOut(all.subList(0, half)), parts.carryOut(all.subList(half, all.size())));
    }
  }

  /** Accounts that are counted together, or else in halves. */
  private record Parts(StoreErasure store) implements RetryInHalves<String, RowCounts> {
    @Override
    public RowCounts work(List<String> ids) {
      return store.count(ids);
    }

    @Override
    public Next next(RuntimeException failure, int attempt) {
      if (failure instanceof DataAccessException) {
        return Next.HALVES;
      }
      throw failure;
    }

    @Override
    public RowCounts failed(List<String> ids, RuntimeException failure) {
      String id = ids.get(0);
      log.atWarn()
          .addKeyValue("lapse.account", id)
          .log("could not count the rows of account {}: {}", id, DescribeStoreError.of(failure));
      return new RowCounts();
    }

    @Override
    public RowCounts both(RowCounts first, RowCounts second) {
      return new RowCounts().add(first).add(second);
    }
  }

  /** One or two accounts that fail say nothing about all others, unless the failure does. */
  private static boolean failsWhateverTheRows(DataAccessException failed) {
    return DescribeStoreError.isOfTheStatement(failed);
  }

  private static boolean failsForEach(StoreErasure store, List<String> ids) {
    Set<String> some =
        new LinkedHashSet<>(List.of(ids.get(0), ids.get(ids.size() / 2), ids.get(ids.size() - 1)));
    return some.stream().allMatch(id -> fails(store, id));
  }

  private static boolean fails(StoreErasure store, String id) {
    try {
      store.count(List.of(id));
      return false;
    } catch (DataAccessException failed) {
      return true;
    }
  }

  private static CountRefused refused(StoreErasure store, DataAccessException failed) {
    return new CountRefused(
        DescribeStoreError.isConnection(failed)
            ? BlockReason.UNREACHABLE
            : DescribeStoreError.isMissingRight(failed) ? BlockReason.RIGHTS : BlockReason.REFUSED,
        "store '%s' cannot count the rows of its accounts: %s"
            .formatted(store.name(), DescribeStoreError.of(failed)),
        failed);
  }
}
