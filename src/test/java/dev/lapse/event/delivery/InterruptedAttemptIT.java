package dev.lapse.event.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.lapse.event.Event;
import dev.lapse.testing.Concurrently;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** A stopping node returns its leases, so that no other node waits for them. */
class InterruptedAttemptIT {
  @Test
  void returnsLeaseEvenIfInterruptedWithoutAFreeConnection() throws SQLException {
    try (Outside outside = new Outside()) {
      outside.happens("1");
      DeliverEvents node = outside.node();
      InterruptedDestination destination =
          new InterruptedDestination(outside.program.get(HikariDataSource.class));
      Delivery delivery = node.lease(destination, 1).get(0);

      FutureTask<Boolean> attempt =
          Concurrently.start(
              () -> {
                node.attempt(destination, delivery);
                return Thread.currentThread().isInterrupted();
              });
      await()
          .until(
              () ->
                  attempt.isDone()
                      || (destination.tookAll
                          && destination.pool.getHikariPoolMXBean().getThreadsAwaitingConnection()
                              > 0));
      for (Connection connection : destination.taken) {
        connection.close();
      }

      assertThat(Concurrently.result(attempt)).as("it is still interrupted").isTrue();
      assertThat(outside.node().lease(destination, 1)).hasSize(1);
    }
  }

  /** Takes every connection and is interrupted while it waits for an answer. */
  private static final class InterruptedDestination implements Destination {
    private final HikariDataSource pool;
    private final List<Connection> taken = new ArrayList<>();
    private volatile boolean tookAll;

    private InterruptedDestination(HikariDataSource pool) {
      this.pool = pool;
    }

    @Override
    public String name() {
      return "mailer";
    }

    @Override
    public Duration timeout() {
      return Duration.ofSeconds(1);
    }

    @Override
    public DeliveryAttempt deliver(Event event, byte[] cloudEvent, Instant now) {
      try {
        for (int i = 0; i < pool.getMaximumPoolSize(); i++) {
          taken.add(pool.getConnection());
        }
      } catch (SQLException failed) {
        throw new IllegalStateException(failed);
      }
      tookAll = true;
      Thread.currentThread().interrupt();
      return new DeliveryAttempt.Interrupted();
    }

    @Override
    public void close() {}
  }
}
