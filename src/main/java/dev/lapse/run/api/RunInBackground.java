package dev.lapse.run.api;

import dev.lapse.catalog.Catalog;
import dev.lapse.run.record.Run;
import dev.lapse.run.record.RunSummary;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Executes runs for callers that do not wait for the result. When the program ends, {@link
 * dev.lapse.run.ActiveRuns ActiveRuns} asks them to stop like all others.
 */
@Component
@ConditionalOnProperty("lapse.serve")
class RunInBackground implements DisposableBean {
  private static final Logger log = LoggerFactory.getLogger(RunInBackground.class);

  /**
   * Each run takes a connection for its lock and some for its workers; scheduled runs need them
   * too.
   */
  private static final int AT_ONCE = 4;

  private static final Duration UNTIL_IT_HAS_ITS_NUMBER = Duration.ofSeconds(30);
  private static final Duration UNTIL_IT_HAS_STOPPED = Duration.ofSeconds(5);

  private final int atOnce;
  private final Semaphore free;
  private final ExecutorService threads;

  RunInBackground(Catalog catalog) {
    atOnce = Math.max(AT_ONCE, catalog.cells().size());
    free = new Semaphore(atOnce);
    AtomicInteger number = new AtomicInteger();
    threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "run-" + number.incrementAndGet());
              // the program's class loader, which a thread of the web server does not have
              thread.setContextClassLoader(RunInBackground.class.getClassLoader());
              return thread;
            });
  }

  /**
   * Reserves capacity for runs, so that either all of them are started or none.
   *
   * @throws TooManyBackgroundRuns if there is not enough
   */
  void reserve(int runs) {
    if (!free.tryAcquire(runs)) {
      throw new TooManyBackgroundRuns(atOnce);
    }
  }

  /** Starts a run with reserved capacity. A refusal completes the future exceptionally. */
  CompletableFuture<StartedRun> begin(Function<Consumer<Run>, RunSummary> work) {
    CompletableFuture<StartedRun> begun = new CompletableFuture<>();
    threads.execute(
        () -> {
          try {
            RunSummary done = work.apply(run -> begun.complete(new StartedRun(run.id(), true)));
            begun.complete(new StartedRun(Objects.requireNonNull(done.run()), false));
          } catch (RuntimeException failed) {
            if (!begun.completeExceptionally(failed)) {
              log.error("a run that was requested over HTTP failed", failed);
            }
          } finally {
            free.release();
          }
        });
    return begun;
  }

  /**
   * Waits until the run has its number.
   *
   * @throws RuntimeException if the run was refused
   */
  static StartedRun await(CompletableFuture<StartedRun> begun) {
    try {
      return begun.orTimeout(UNTIL_IT_HAS_ITS_NUMBER.toSeconds(), TimeUnit.SECONDS).join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof TimeoutException) {
        throw new IllegalStateException(
            "the run did not get its number in time; check the list of runs", failed);
      }
      throw failed.getCause() instanceof RuntimeException refused ? refused : failed;
    }
  }

  @Override
  public void destroy() throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(UNTIL_IT_HAS_STOPPED.toSeconds(), TimeUnit.SECONDS)) {
      log.warn("a run that was requested over HTTP did not stop; the next start recovers it");
    }
  }
}
