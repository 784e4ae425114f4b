package dev.lapse.security.refusal;

import dev.lapse.problem.WrongFields;
import dev.lapse.security.refusal.DenialRepository.Counted;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/v1/refused-attempts}: refused requests by minute, newest first. */
@RestController
class RefusedAttemptsController {
  private static final Duration LOOKS_BACK = Duration.ofDays(1);
  private static final int MOST = 1_000;
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  /**
   * The answer.
   *
   * @param more true if there are older rows that are not shown
   */
  record DenialsResponse(Instant since, boolean more, List<Counted> refusedAttempts) {}

  private final DenialRepository table;
  private final ObjectProvider<DenialBuffer> counting;
  private final InstantSource clock;

  RefusedAttemptsController(
      DenialRepository table, ObjectProvider<DenialBuffer> counting, InstantSource clock) {
    this.table = table;
    this.counting = counting;
    this.clock = clock;
  }

  @GetMapping("/api/v1/refused-attempts")
  DenialsResponse since(@RequestParam(name = "since", required = false) @Nullable String since) {
    Instant from = since == null ? clock.instant().minus(LOOKS_BACK) : parse(since);
    counting.ifAvailable(DenialBuffer::writeIfPossible);
    List<Counted> rows = table.since(from, MOST + 1);
    return new DenialsResponse(
        from, rows.size() > MOST, rows.subList(0, Math.min(rows.size(), MOST)));
  }

  private static Instant parse(String since) {
    try {
      Instant instant = OffsetDateTime.parse(since).toInstant();
      if (instant.isAfter(Instant.EPOCH) && instant.isBefore(LATEST)) {
        return instant;
      }
    } catch (DateTimeException noInstant) {
      // reported below
    }
    throw new WrongFields(
        "since",
        "since must be an instant between the years 1970 and 9999, such as 2026-11-01T02:00:00Z");
  }
}
