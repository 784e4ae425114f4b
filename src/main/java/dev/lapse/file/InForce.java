package dev.lapse.file;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was read from files that may change while the program runs. A run or a request keeps what
 * was in force when it began.
 */
public final class InForce<T> implements Supplier<T> {
  private final ThreadLocal<@Nullable T> kept = new ThreadLocal<>();
  private volatile T latest;

  public InForce(T first) {
    latest = first;
  }

  /** What this thread keeps, else the latest. */
  @Override
  public T get() {
    T here = kept.get();
    return here == null ? latest : here;
  }

  public T latest() {
    return latest;
  }

  public void replace(T next) {
    latest = next;
  }

  /** Makes this thread keep what is in force now, unless it already keeps something. */
  public Keeping keep() {
    if (kept.get() != null) {
      return () -> {};
    }
    kept.set(latest);
    return kept::remove;
  }

  /** Ends when it is closed, by the same thread. */
  @FunctionalInterface
  public interface Keeping extends AutoCloseable {
    @Override
    void close();
  }

  /** Wraps work for another thread, which keeps there what is in force in this one. */
  public Runnable handedOn(Runnable work) {
    T here = get();
    return () -> {
      kept.set(here);
      try {
        work.run();
      } finally {
        kept.remove();
      }
    };
  }
}
