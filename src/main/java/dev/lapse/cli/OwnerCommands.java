package dev.lapse.cli;

import dev.lapse.account.AccountPreconditions.Changed;
import dev.lapse.account.ValueParser;
import dev.lapse.account.lifecycle.LapseRequest;
import dev.lapse.account.lifecycle.ReactivateAccount;
import dev.lapse.account.lifecycle.RecordLapse;
import dev.lapse.account.lifecycle.WithdrawRetention;
import dev.lapse.account.notice.ReactivationResult;
import java.time.Instant;
import java.time.Period;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Commands that the owner of an account may give. */
final class OwnerCommands {
  private static final String REASON =
      "a code of the policy's reasons; without a list, the customer's words";
  private static final String REASON_TEXT = "what the customer added, if the reason takes a text";

  private OwnerCommands() {}

  /** Records a lapse and prints its confirmation. */
  abstract static class Lapsing extends OneAccountCommand.OfOwner {
    @Option(
        names = "--lapsed-at",
        paramLabel = "T",
        description = "when it happened, at most a day ago (default: now)")
    @Nullable String lapsedAt;

    @Option(
        names = "--retain-data",
        description =
            "the customer chose to have the data retained; refused unless the policy offers it")
    boolean retainData;

    @Autowired RecordLapse lapse;

    @Override
    void check(Preflight preflight) {
      time("--lapsed-at", lapsedAt);
      super.check(preflight);
    }

    @Override
    final Result change(Instant now) {
      Instant at = time("--lapsed-at", lapsedAt);
      Instant fresh =
          at == null ? null : checked("--lapsed-at", () -> ValueParser.freshLapse(at, now));
      return confirmed(change(now, fresh), now);
    }

    abstract Changed change(Instant now, @Nullable Instant at);
  }

  @Command(
      name = "pause",
      description = "Pauses an active account.",
      mixinStandardHelpOptions = true)
  static final class Pause extends Lapsing {
    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = REASON)
    String reason = "";

    @Option(names = "--reason-text", paramLabel = "TEXT", description = REASON_TEXT)
    @Nullable String reasonText;

    @Option(
        names = "--expected-length",
        paramLabel = "PERIOD",
        description = "expected length of the pause, such as P3M")
    @Nullable String expectedLength;

    @Override
    void check(Preflight preflight) {
      expectedLength();
      super.check(preflight);
    }

    @Override
    Changed change(Instant now, @Nullable Instant at) {
      LapseRequest request = new LapseRequest(reason, reasonText, expectedLength(), retainData, at);
      return asEntitled(now, () -> lapse.pause(id, actor.name, now, request));
    }

    private @Nullable Period expectedLength() {
      String text = expectedLength;
      return text == null
          ? null
          : checked("--expected-length", () -> ValueParser.expectedLength(text));
    }
  }

  @Command(
      name = "close",
      description = "Closes an active or paused account.",
      mixinStandardHelpOptions = true)
  static final class Close extends Lapsing {
    @Option(names = "--reason", paramLabel = "TEXT", description = REASON)
    @Nullable String reason;

    @Option(names = "--reason-text", paramLabel = "TEXT", description = REASON_TEXT)
    @Nullable String reasonText;

    @Override
    Changed change(Instant now, @Nullable Instant at) {
      LapseRequest request = new LapseRequest(reason, reasonText, null, retainData, at);
      return asEntitled(now, () -> lapse.close(id, actor.name, now, request));
    }
  }

  @Command(
      name = "trial-end",
      description = "Ends a trial. No account role is required.",
      mixinStandardHelpOptions = true)
  static final class TrialEnd extends Lapsing {
    @Override
    Changed change(Instant now, @Nullable Instant at) {
      LapseRequest request = LapseRequest.withoutReason(retainData, at);
      return asAnybody(now, () -> lapse.endTrial(id, actor.name, now, request));
    }
  }

  @Command(
      name = "withdraw-retention",
      description =
          "Withdraws the retention choice: the purge becomes due at once, but not before the cut-off.",
      mixinStandardHelpOptions = true)
  static final class Withdraw extends OneAccountCommand.OfOwner {
    @Autowired private WithdrawRetention withdraw;

    @Override
    Result change(Instant now) {
      return confirmed(asEntitled(now, () -> withdraw.withdraw(id, actor.name, now)), now);
    }
  }

  @Command(
      name = "reactivate",
      description = "Reactivates an account.",
      mixinStandardHelpOptions = true)
  static final class Reactivate extends OneAccountCommand.OfOwner {
    @Option(
        names = "--billing-token",
        required = true,
        paramLabel = "TOKEN",
        description = "proof that new billing details exist; not stored")
    String billingToken = "";

    @Option(names = "--without-data", description = "confirm that the data does not come back")
    boolean withoutData;

    @Autowired private ReactivateAccount reactivate;

    @Override
    void check(Preflight preflight) {
      if (billingToken.isBlank()) {
        throw wrong("--billing-token must not be empty");
      }
      super.check(preflight);
    }

    @Override
    Result change(Instant now) {
      Changed changed =
          asEntitled(now, () -> reactivate.reactivate(id, withoutData, actor.name, now));
      ReactivationResult reactivation = confirm.reactivation(changed.before());
      return confirmed(changed.after(), "reactivation", reactivation, reactivation.text());
    }
  }
}
