package dev.lapse.report;

import dev.lapse.erase.AccountsBlocked;
import dev.lapse.erase.BlockReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** {@code lapse_blocked_erasures_total{reason}}: accounts that were due and not erased. */
@Component
@Lazy(false) // a listener that nobody asks for would never be made
class CountBlockedErasures {
  private final Map<BlockReason, Counter> counters = new EnumMap<>(BlockReason.class);

  CountBlockedErasures(MeterRegistry registry) {
    for (BlockReason reason : BlockReason.values()) {
      counters.put(
          reason,
          Counter.builder("lapse.blocked.erasures")
              .description("Accounts that were due and not erased, by the reason")
              .tag("reason", reason.text())
              .register(registry));
    }
  }

  @EventListener
  void on(AccountsBlocked blocked) {
    Counter counter = counters.get(blocked.reason());
    if (counter != null) {
      counter.increment(blocked.accounts());
    }
  }
}
