package dev.lapse.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Work in a thread of its own, and what it waits for. */
public final class Concurrently {
  private static final long PATIENCE_SECONDS = 30;
  private static final String WAITING =
      """
      select count(*)
      from pg_stat_activity
      where datname = current_database()
        and wait_event_type = 'Lock'
        and query ilike :query
      """;

  private Concurrently() {}

  public static <T> FutureTask<T> start(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "concurrently");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  /** What came of it; what it threw is thrown. */
  public static <T> T result(FutureTask<T> task) {
    try {
      return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(failed.getCause());
    } catch (InterruptedException | TimeoutException late) {
      throw new IllegalStateException(late);
    }
  }

  /** Returns once a session of the database waits for a lock in a statement like this. */
  public static void awaitBlocked(JdbcClient jdbc, String queryPattern) {
    Awaitility.await("a session that waits for a lock in " + queryPattern)
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> jdbc.sql(WAITING).param("query", queryPattern).query(Long.class).single() > 0);
  }
}
