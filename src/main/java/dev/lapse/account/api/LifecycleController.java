package dev.lapse.account.api;

import dev.lapse.account.AccountPreconditions.Changed;
import dev.lapse.account.ValueParser;
import dev.lapse.account.api.IdempotentCommands.Command;
import dev.lapse.account.lifecycle.ForgetAccount;
import dev.lapse.account.lifecycle.LapseRequest;
import dev.lapse.account.lifecycle.ReactivateAccount;
import dev.lapse.account.lifecycle.RecordLapse;
import dev.lapse.account.lifecycle.VouchForAccount;
import dev.lapse.account.lifecycle.WithdrawRetention;
import dev.lapse.account.notice.ConfirmToCustomer;
import dev.lapse.account.notice.Confirmation;
import dev.lapse.problem.Fields;
import dev.lapse.problem.JsonBody;
import dev.lapse.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Commands that the owner of an account gives on the billing page, and an approver's {@code vouch}
 * and {@code forget}.
 */
@RestController
@RequestMapping("/api/v1/accounts/{id}")
class LifecycleController {
  private static final int LONGEST_TOKEN = 10_000;

  private final IdempotentCommands commands;
  private final RecordLapse lapse;
  private final WithdrawRetention withdraw;
  private final ReactivateAccount reactivate;
  private final VouchForAccount vouch;
  private final ForgetAccount forget;
  private final ConfirmToCustomer confirm;

  LifecycleController(
      IdempotentCommands commands,
      RecordLapse lapse,
      WithdrawRetention withdraw,
      ReactivateAccount reactivate,
      VouchForAccount vouch,
      ForgetAccount forget,
      ConfirmToCustomer confirm) {
    this.commands = commands;
    this.lapse = lapse;
    this.withdraw = withdraw;
    this.reactivate = reactivate;
    this.vouch = vouch;
    this.forget = forget;
    this.confirm = confirm;
  }

  @PostMapping("/pause")
  ResponseEntity<String> pause(
      @PathVariable String id, Caller caller, JsonBody body, HttpServletRequest request) {
    Command command =
        commands.read(
            id,
            caller,
            body,
            request,
            "reason",
            "reasonText",
            "expectedLength",
            "retainData",
            "lapsedAt");
    Fields fields = command.fields();
    LapseRequest asked =
        new LapseRequest(
            fields.requiredReason("reason"),
            fields.reason("reasonText"),
            fields.read("expectedLength", ValueParser::expectedLength),
            fields.flag("retainData"),
            lapsedAt(command));
    return commands.asEntitled(
        command,
        () -> lapse.pause(id, command.actor(), command.now(), asked),
        changed -> confirmation(changed, command));
  }

  @PostMapping("/close")
  ResponseEntity<String> close(
      @PathVariable String id, Caller caller, JsonBody body, HttpServletRequest request) {
    Command command =
        commands.read(id, caller, body, request, "reason", "reasonText", "retainData", "lapsedAt");
    LapseRequest asked =
        new LapseRequest(
            command.fields().reason("reason"),
            command.fields().reason("reasonText"),
            null,
            command.fields().flag("retainData"),
            lapsedAt(command));
    return commands.asEntitled(
        command,
        () -> lapse.close(id, command.actor(), command.now(), asked),
        changed -> confirmation(changed, command));
  }

  @PostMapping("/trial-end")
  ResponseEntity<String> endTrial(
      @PathVariable String id, Caller caller, JsonBody body, HttpServletRequest request) {
    Command command = commands.read(id, caller, body, request, "retainData", "lapsedAt");
    LapseRequest asked =
        LapseRequest.withoutReason(command.fields().flag("retainData"), lapsedAt(command));
    return commands.asAnybody(
        command,
        () -> lapse.endTrial(id, command.actor(), command.now(), asked),
        changed -> confirmation(changed, command));
  }

  @PostMapping("/withdraw-retention")
  ResponseEntity<String> withdrawRetention(
      @PathVariable String id, Caller caller, JsonBody body, HttpServletRequest request) {
    Command command = commands.read(id, caller, body, request);
    return commands.asEntitled(
        command,
        () -> withdraw.withdraw(id, command.actor(), command.now()),
        changed -> confirmation(changed, command));
  }

  @PostMapping("/reactivate")
  ResponseEntity<String> reactivate(
      @PathVariable String id, Caller caller, JsonBody body, HttpServletRequest request) {
    Command command = commands.read(id, caller, body, request, "billingToken", "withoutData");
    // proves that new billing details exist; its content is up to the product
    command.fields().required("billingToken", LONGEST_TOKEN);
    boolean withoutData = command.fields().flag("withoutData");
    return commands.asEntitled(
        command,
        () -> reactivate.reactivate(id, withoutData, command.actor(), command.now()),
        changed -> Map.of("reactivation", confirm.reactivation(changed.before())));
  }

  /** For an account that no database knows any more. */
  @PostMapping("/vouch")
  ResponseEntity<String> vouch(
      @PathVariable String id, Caller caller, JsonBody body, HttpServletRequest request) {
    Command command = commands.read(id, caller, body, request, "reason");
    String reason = command.fields().requiredReason("reason");
    return commands.asAnybody(
        command,
        () -> vouch.vouch(id, reason, command.actor(), command.now()),
        changed -> Map.of());
  }

  /** For an account that has nothing in any store. */
  @PostMapping("/forget")
  ResponseEntity<String> forget(
      @PathVariable String id, Caller caller, JsonBody body, HttpServletRequest request) {
    Command command = commands.read(id, caller, body, request, "reason");
    String reason = command.fields().requiredReason("reason");
    return commands.asAnybody(
        command,
        () -> forget.forget(id, reason, command.actor(), command.now()),
        changed -> Map.of());
  }

  private Map<String, Confirmation> confirmation(Changed changed, Command command) {
    return Map.of("confirmation", confirm.lapse(changed.after(), command.now()));
  }

  private static @Nullable Instant lapsedAt(Command command) {
    return command
        .fields()
        .read(
            "lapsedAt",
            ValueParser.instant("lapsedAt")
                .andThen(lapsedAt -> ValueParser.freshLapse(lapsedAt, command.now())));
  }
}
