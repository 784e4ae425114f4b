package dev.lapse.settings;

import dev.lapse.account.RegisterPolicy;
import dev.lapse.event.EventType;
import dev.lapse.event.NewEvent;
import dev.lapse.event.Outbox;
import dev.lapse.report.ReadFiles;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Records that changed files were loaded or refused, in the metrics and as an event: each node for
 * itself. The event has no reason, which may quote a file; the log has it.
 */
@Component
class RecordReload {
  private final RegisterPolicy registerPolicy;
  private final Outbox outbox;
  private final ReadFiles metrics;
  private final TransactionOperations transaction;
  private final InstantSource clock;

  RecordReload(
      RegisterPolicy registerPolicy,
      Outbox outbox,
      ReadFiles metrics,
      TransactionOperations transaction,
      InstantSource clock) {
    this.registerPolicy = registerPolicy;
    this.outbox = outbox;
    this.metrics = metrics;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** The files that changed, and all as they are in force now. */
  void loaded(List<String> changed, UserFiles next) {
    transaction.executeWithoutResult(
        status -> {
          registerPolicy.register(next.policy());
          announce(EventType.FILES_LOADED, changed, next);
        });
    metrics.loaded(clock.instant());
  }

  /** The files that changed, and all as they stay in force. */
  void refused(List<String> changed, UserFiles inForce) {
    announce(EventType.FILES_REFUSED, changed, inForce);
    metrics.refused();
  }

  private void announce(EventType type, List<String> changed, UserFiles inForce) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    outbox.append(
        NewEvent.ofNoAccount(
            type,
            now,
            Map.of(
                "files",
                changed,
                "policyVersion",
                inForce.policy().version(),
                "catalogVersion",
                inForce.catalog().version())));
  }
}
