package dev.lapse.erase;

import dev.lapse.account.DueAccount;
import dev.lapse.erase.store.TransactionSize;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Hands out planned accounts in batches that fit into one transaction, in the order given. Shared
 * by the workers of a run.
 *
 * @param <P> a planned account
 */
public final class Batches<P> {
  private static final int MOST_ACCOUNTS = 500;

  private final Deque<P> open;
  private final ToLongFunction<P> rows;
  private final java.util.function.Function<P, DueAccount> due;
  private final TransactionSize size;
  private final boolean allTogether;
  private final int workers;
  private long openRows;

  /**
   * Starts with all accounts.
   *
   * @param rows rows that the plan counted of an account
   * @param chunkMillis how long one transaction should take
   * @param workers number of workers that share the batches
   * @param allTogether true for a single batch, however large
   */
  public Batches(
      Collection<P> planned,
      ToLongFunction<P> rows,
      java.util.function.Function<P, DueAccount> due,
      int chunkMillis,
      int workers,
      boolean allTogether) {
    this.open = new ArrayDeque<>(planned);
    this.rows = rows;
    this.due = due;
    this.size = new TransactionSize(chunkMillis);
    this.workers = workers;
    this.allTogether = allTogether;
    this.openRows = planned.stream().mapToLong(rows).sum();
  }

  /** The next batch; empty when there is none. */
  public synchronized Optional<Batch> next() {
    List<DueAccount> accounts = new ArrayList<>();
    long most = size.rows();
    long share = share(most);
    long whole = Math.max(most, size.rowsOfOneAccount());
    long sum = 0;
    while (!open.isEmpty() && (allTogether || accounts.size() < MOST_ACCOUNTS)) {
      long more = rows.applyAsLong(open.peekFirst());
      if (!allTogether && !accounts.isEmpty() && sum + more > share) {
        break;
      }
      accounts.add(due.apply(open.removeFirst()));
      sum += more;
    }
    openRows -= sum;
    return accounts.isEmpty()
        ? Optional.empty()
        : Optional.of(new Batch(accounts, sum, sum > whole, size));
  }

  /** Towards the end batches become smaller, so that no worker waits long for the last one. */
  private long share(long most) {
    return Math.max(most / 4, Math.min(most, (openRows + workers - 1) / workers));
  }
}
