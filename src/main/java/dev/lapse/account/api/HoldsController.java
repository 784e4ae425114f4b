package dev.lapse.account.api;

import dev.lapse.account.FindAccount;
import dev.lapse.account.ValueParser;
import dev.lapse.account.api.IdempotentCommands.Command;
import dev.lapse.account.lifecycle.Holds;
import dev.lapse.problem.Fields;
import dev.lapse.problem.JsonBody;
import dev.lapse.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Holds: named reasons that forbid the erasure of an account. */
@RestController
@RequestMapping("/api/v1/accounts/{id}/holds")
class HoldsController {
  private final IdempotentCommands commands;
  private final Holds holds;
  private final FindAccount find;

  HoldsController(IdempotentCommands commands, Holds holds, FindAccount find) {
    this.commands = commands;
    this.holds = holds;
    this.find = find;
  }

  @GetMapping
  Map<String, List<Holds.Placed>> list(@PathVariable String id, Caller caller) {
    caller.requireMayKnow(id);
    Instant now = commands.now();
    find.named(id, now);
    return Map.of("holds", holds.list(id, now));
  }

  @PostMapping
  ResponseEntity<String> place(
      @PathVariable String id, Caller caller, JsonBody body, HttpServletRequest request) {
    Command command = commands.read(id, caller, body, request, "name", "reason", "until");
    Fields fields = command.fields();
    String name = Objects.requireNonNullElse(fields.text("name"), Holds.USUAL);
    String reason = fields.requiredReason("reason");
    Instant until =
        fields.read(
            "until",
            ValueParser.instant("until").andThen(end -> ValueParser.holdEnd(end, command.now())));
    return commands.asAnybody(
        command,
        () -> holds.place(id, name, reason, until, command.actor(), command.now()),
        changed -> Map.of());
  }

  @PostMapping("/{name}/release")
  ResponseEntity<String> release(
      @PathVariable String id,
      @PathVariable String name,
      Caller caller,
      JsonBody body,
      HttpServletRequest request) {
    Command command = commands.read(id, caller, body, request, "reason");
    String reason = command.fields().reason("reason");
    return commands.asAnybody(
        command,
        () -> holds.release(id, name, reason, command.actor(), command.now()),
        changed -> Map.of());
  }
}
