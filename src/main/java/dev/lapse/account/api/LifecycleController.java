package dev.lapse.account.api;

import dev.lapse.account.AccountPreconditions;
import dev.lapse.account.AccountPreconditions.Changed;
import dev.lapse.account.ValueParser;
import dev.lapse.account.api.IdempotentCommands.Command;
import dev.lapse.account.lifecycle.LapseRequest;
import dev.lapse.account.lifecycle.ReactivateAccount;
import dev.lapse.account.lifecycle.RecordLapse;
import dev.lapse.account.lifecycle.WithdrawRetention;
import dev.lapse.account.notice.ConfirmToCustomer;
import dev.lapse.account.notice.Confirmation;
import dev.lapse.problem.Fields;
import dev.lapse.problem.JsonBody;
import dev.lapse.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.Period;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Commands that the owner of an account gives on the billing page. */
@RestController
@RequestMapping("/api/v1/accounts/{id}")
class LifecycleController {
  /** Maximum length of a reason, in characters. */
  private static final int LONGEST_REASON = 2_000;

  private static final int LONGEST_TOKEN = 10_000;

  private final IdempotentCommands commands;
  private final AccountPreconditions change;
  private final RecordLapse lapse;
  private final WithdrawRetention withdraw;
  private final ReactivateAccount reactivate;
  private final ConfirmToCustomer confirm;

  LifecycleController(
      IdempotentCommands commands,
      AccountPreconditions change,
      RecordLapse lapse,
      WithdrawRetention withdraw,
      ReactivateAccount reactivate,
      ConfirmToCustomer confirm) {
    this.commands = commands;
    this.change = change;
    this.lapse = lapse;
    this.withdraw = withdraw;
    this.reactivate = reactivate;
    this.confirm = confirm;
  }

  @PostMapping("/pause")
  ResponseEntity<String> pause(
      @PathVariable String id, Caller caller, JsonBody body, HttpServletRequest request) {
    Command command = Command.of(id, caller, body, request);
    Instant now = commands.now();
    Fields fields = body.fields("reason", "expectedLength", "retainData", "lapsedAt");
    String reason = fields.required("reason", LONGEST_REASON);
    Period expected = fields.read("expectedLength", ValueParser::expectedLength);
    LapseRequest asked =
        new LapseRequest(reason, expected, fields.flag("retainData"), lapsedAt(fields, now));
    return commands.carryOut(
        command,
        fields,
        now,
        commandContext ->
            change.asEntitled(
                id, commandContext, () -> lapse.pause(id, commandContext.actor(), now, asked)),
        changed -> confirmation(changed, now));
  }

  @PostMapping("/close")
  ResponseEntity<String> close(
      @PathVariable String id, Caller caller, JsonBody body, HttpServletRequest request) {
    Command command = Command.of(id, caller, body, request);
    Instant now = commands.now();
    Fields fields = body.fields("reason", "lapsedAt");
    String reason = fields.text("reason", LONGEST_REASON);
    LapseRequest asked = new LapseRequest(reason, null, false, lapsedAt(fields, now));
    return commands.carryOut(
        command,
        fields,
        now,
        commandContext ->
            change.asEntitled(
                id, commandContext, () -> lapse.close(id, commandContext.actor(), now, asked)),
        changed -> confirmation(changed, now));
  }

  @PostMapping("/trial-end")
  ResponseEntity<String> endTrial(
      @PathVariable String id, Caller caller, JsonBody body, HttpServletRequest request) {
    Command command = Command.of(id, caller, body, request);
    Instant now = commands.now();
    Fields fields = body.fields("lapsedAt");
    LapseRequest asked = new LapseRequest(null, null, false, lapsedAt(fields, now));
    return commands.carryOut(
        command,
        fields,
        now,
        commandContext ->
            change.asAnybody(
                id, commandContext, () -> lapse.endTrial(id, commandContext.actor(), now, asked)),
        changed -> confirmation(changed, now));
  }

  @PostMapping("/withdraw-retention")
  ResponseEntity<String> withdrawRetention(
      @PathVariable String id, Caller caller, JsonBody body, HttpServletRequest request) {
    Command command = Command.of(id, caller, body, request);
    Instant now = commands.now();
    Fields fields = body.fields();
    return commands.carryOut(
        command,
        fields,
        now,
        commandContext ->
            change.asEntitled(
                id, commandContext, () -> withdraw.withdraw(id, commandContext.actor(), now)),
        changed -> confirmation(changed, now));
  }

  @PostMapping("/reactivate")
  ResponseEntity<String> reactivate(
      @PathVariable String id, Caller caller, JsonBody body, HttpServletRequest request) {
    Command command = Command.of(id, caller, body, request);
    Fields fields = body.fields("billingToken", "withoutData");
    // proves that new billing details exist; its content is up to the product
    fields.required("billingToken", LONGEST_TOKEN);
    boolean withoutData = fields.flag("withoutData");
    Instant now = commands.now();
    return commands.carryOut(
        command,
        fields,
        now,
        commandContext ->
            change.asEntitled(
                id,
                commandContext,
                () -> reactivate.reactivate(id, withoutData, commandContext.actor(), now)),
        changed -> Map.of("reactivation", confirm.reactivation(changed.before())));
  }

  private Map<String, Confirmation> confirmation(Changed changed, Instant now) {
    return Map.of("confirmation", confirm.lapse(changed.after(), now));
  }

  private static @Nullable Instant lapsedAt(Fields fields, Instant now) {
    return fields.read(
        "lapsedAt",
        ValueParser.instant("lapsedAt").andThen(lapsedAt -> ValueParser.freshLapse(lapsedAt, now)));
  }
}
