package dev.lapse.account.access;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Answers what accounts may do, for many concurrent requests. */
@Component
class AnswerAccess {
  /** Maximum number of accounts in one request, and in one statement. */
  static final int MOST = 1_000;

  private static final RequestCoalescer.Limits LIMITS =
      new RequestCoalescer.Limits(2, MOST, 2_000, Duration.ofSeconds(3));

  private final RequestCoalescer<Access> together;

  AnswerAccess(ReadAccess read) {
    this.together = new RequestCoalescer<>(read::read, LIMITS);
  }

  /**
   * The answers by account; unknown ids are absent.
   *
   * @throws AccessUnavailable if the database does not answer in time
   */
  Map<String, Access> read(Collection<String> ids) {
    return together.read(ids);
  }
}
