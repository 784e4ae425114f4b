package dev.lapse.erase;

import dev.lapse.erase.store.StopRequested;
import dev.lapse.file.InForce;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Work in stores for which a caller waits a limited time, whatever the stores do. Work that is
 * given up never commits: both sides ask one flag before, and only the first gets a yes.
 *
 * <p>A store that hangs keeps a permit until it answers. Each cell has permits of its own, and so
 * has the work without which a command fails, so that neither waits for the other.
 */
@Component
final class TimedWork {
  /** Of one {@link Kind}, at the same time. */
  static final int PERMITS = 4;

  private static final Duration LONGEST_WAIT_FOR_PERMIT = Duration.ofSeconds(2);

  private final ExecutorService workers = Executors.newCachedThreadPool(TimedWork::worker);
  private final Map<Kind, Semaphore> permits = new ConcurrentHashMap<>();
  private final InForce<?> files;

  TimedWork(InForce<?> files) {
    this.files = files;
  }

  private static Thread worker(Runnable work) {
    Thread thread = new Thread(work, "lapse-at-once");
    thread.setDaemon(true);
    return thread;
  }

  @PreDestroy
  void close() {
    workers.shutdownNow();
  }

  /**
   * Work that shares permits.
   *
   * @param required whether the command fails if the work is not done
   */
  record Kind(String cell, boolean required) {}

  /** The stores did not answer in time. */
  static final class TooSlow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooSlow(String message) {
      super(message);
    }
  }

  /**
   * Does the work on another thread. Waits for a permit for at most two seconds, and at most half
   * of {@code patience}.
   *
   * @param patience for the permit and the work
   * @param work asks what it is given before it commits, and then commits only if that says yes
   * @throws TooSlow if it takes longer than {@code patience}: nothing is changed; or if it was
   *     committing then, and takes as long again: it may be changed, and the message says so
   */
  <T> T within(Kind kind, Duration patience, Function<BooleanSupplier, T> work) {
    long startedNanos = System.nanoTime();
    AtomicBoolean decided = new AtomicBoolean();
    BooleanSupplier first = () -> decided.compareAndSet(false, true);
    try {
      FutureTask<T> result = start(kind, patience, () -> work.apply(first));
      try {
        return result.get(
            patience.toNanos() - (System.nanoTime() - startedNanos), TimeUnit.NANOSECONDS);
      } catch (TimeoutException late) {
        if (first.getAsBoolean()) {
          throw new TooSlow("no answer within %d ms".formatted(patience.toMillis()));
        }
        return result.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (TimeoutException late) {
      throw new TooSlow("the stores were committing and have not answered");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      decided.set(true);
      throw new StopRequested();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }

  private <T> FutureTask<T> start(Kind kind, Duration patience, Supplier<T> work)
      throws InterruptedException {
    Semaphore free = permits.computeIfAbsent(kind, any -> new Semaphore(PERMITS, true));
    Duration half = patience.dividedBy(2);
    Duration wait = half.compareTo(LONGEST_WAIT_FOR_PERMIT) < 0 ? half : LONGEST_WAIT_FOR_PERMIT;
    if (!free.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new TooSlow(
          "%d removals in cell '%s' wait for stores that do not answer"
              .formatted(PERMITS, kind.cell()));
    }
    FutureTask<T> result = new FutureTask<>(work::get);
    boolean started = false;
    try {
      workers.execute(files.handedOn(() -> releasing(free, result)));
      started = true;
    } finally {
      if (!started) {
        free.release();
      }
    }
    return result;
  }

  private static void releasing(Semaphore permit, Runnable work) {
    try {
      work.run();
    } finally {
      permit.release();
    }
  }
}
