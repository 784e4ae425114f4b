package dev.lapse.erase;

import dev.lapse.erase.store.StopRequested;
import dev.lapse.file.InForce;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/**
 * Work in stores for which a caller waits a limited time, whatever the stores do. Work that is
 * given up never commits: both sides ask one flag before, and only the first gets a yes.
 */
@Component
final class TimedWork {
  /** A store that hangs keeps a worker; when all are kept, nobody waits for it any more. */
  private static final int WORKERS = 4;

  private final ExecutorService workers =
      new ThreadPoolExecutor(
          0, WORKERS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), TimedWork::worker);

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

  /** The stores did not answer in time. */
  static final class TooSlow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooSlow(String message) {
      super(message);
    }
  }

  /**
   * Does the work on another thread.
   *
   * @param work asks what it is given before it commits, and then commits only if that says yes
   * @throws TooSlow if it takes longer than {@code patience}: nothing is changed; or if it takes
   *     twice as long and was committing: then it may be changed
   */
  <T> T within(Duration patience, Function<BooleanSupplier, T> work) {
    AtomicBoolean decided = new AtomicBoolean();
    BooleanSupplier first = () -> decided.compareAndSet(false, true);
    try {
      FutureTask<T> result = new FutureTask<>(() -> work.apply(first));
      workers.execute(files.handedOn(result));
      try {
        return result.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException late) {
        if (first.getAsBoolean()) {
          throw tooSlow(patience);
        }
        return result.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (TimeoutException late) {
      throw tooSlow(patience);
    } catch (RejectedExecutionException busy) {
      throw new TooSlow("too many removals wait for stores that do not answer");
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

  private static TooSlow tooSlow(Duration patience) {
    return new TooSlow("no answer within %d ms".formatted(patience.toMillis()));
  }
}
