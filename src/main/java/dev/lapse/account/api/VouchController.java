package dev.lapse.account.api;

import dev.lapse.account.AccountPreconditions;
import dev.lapse.account.api.IdempotentCommands.Command;
import dev.lapse.account.lifecycle.VouchForAccount;
import dev.lapse.problem.Fields;
import dev.lapse.problem.JsonBody;
import dev.lapse.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Lets an operator vouch for an account that no database knows any more. */
@RestController
class VouchController {
  private static final int LONGEST_REASON = 2_000;

  private final IdempotentCommands commands;
  private final AccountPreconditions change;
  private final VouchForAccount vouch;

  VouchController(IdempotentCommands commands, AccountPreconditions change, VouchForAccount vouch) {
    this.commands = commands;
    this.change = change;
    this.vouch = vouch;
  }

  @PostMapping("/api/v1/accounts/{id}/vouch")
  ResponseEntity<String> vouch(
      @PathVariable String id, Caller caller, JsonBody body, HttpServletRequest request) {
    Command command = Command.of(id, caller, body, request);
    Instant now = commands.now();
    Fields fields = body.fields("reason");
    String reason = fields.required("reason", LONGEST_REASON);
    return commands.carryOut(
        command,
        fields,
        now,
        commandContext ->
            change.asAnybody(
                id, commandContext, () -> vouch.vouch(id, reason, commandContext.actor(), now)),
        changed -> Map.of());
  }
}
