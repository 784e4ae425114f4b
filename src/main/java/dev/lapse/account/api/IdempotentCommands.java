package dev.lapse.account.api;

import dev.lapse.account.AccountPreconditions.Changed;
import dev.lapse.account.CommandContext;
import dev.lapse.account.api.IdempotencyStore.StoredResponse;
import dev.lapse.clock.DueClock;
import dev.lapse.policy.Requester;
import dev.lapse.problem.Fields;
import dev.lapse.problem.JsonBody;
import dev.lapse.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Carries out commands from HTTP, idempotently: checks the caller, replays repeated requests. */
@Component
class IdempotentCommands {
  private final IdempotencyStore stored;
  private final AccountJson describe;
  private final JsonMapper json;
  private final DueClock clock;

  IdempotentCommands(
      IdempotencyStore stored, AccountJson describe, JsonMapper json, DueClock clock) {
    this.stored = stored;
    this.describe = describe;
    this.json = json;
    this.clock = clock;
  }

  /** One command for one account. */
  record Command(String account, Caller caller, JsonBody body, RequestConditions conditions) {
    static Command of(String account, Caller caller, JsonBody body, HttpServletRequest request) {
      caller.requireMayKnow(account);
      return new Command(account, caller, body, RequestConditions.of(request));
    }

    /**
     * SHA-256 of caller and command. Leaves out the billing token: a digest can be brute-forced.
     */
    String digest() {
      try {
        ObjectNode wish = ((ObjectNode) body.object()).deepCopy();
        wish.remove("billingToken");
        String request = String.join("\n", caller.actor(), conditions.path(), wish.toString());
        byte[] digest =
            MessageDigest.getInstance("SHA-256").digest(request.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
      } catch (NoSuchAlgorithmException neverOnAnyJava) {
        throw new IllegalStateException(neverOnAnyJava);
      }
    }
  }

  /** The current time, read once per command. */
  Instant now() {
    return clock.instant();
  }

  /**
   * Carries out a command once. A repeated command gets the original answer, even if its fields
   * would no longer be valid because time has passed.
   *
   * @param fields the command's fields, not yet validated
   * @param more members of the answer besides the account
   */
  ResponseEntity<String> carryOut(
      Command command,
      Fields fields,
      Instant now,
      Function<CommandContext, Changed> change,
      Function<Changed, Map<String, ?>> more) {
    CommandContext commandContext =
        new CommandContext(
            command.caller().actor(),
            as(command.caller(), command.account()),
            account -> command.conditions().expect(describe.etag(account)),
            now);
    String key = command.conditions().key();
    Supplier<StoredResponse> carriedOut =
        () -> {
          fields.check();
          return answer(change.apply(commandContext), more);
        };
    StoredResponse storedResponse =
        key == null
            ? carriedOut.get()
            : stored.once(
                new IdempotencyStore.Key(key, command.digest(), command.account()),
                now,
                carriedOut);
    ResponseEntity.BodyBuilder response =
        ResponseEntity.status(storedResponse.status())
            .eTag(storedResponse.etag())
            .contentType(MediaType.APPLICATION_JSON);
    if (storedResponse.replayed()) {
      response.header("Idempotency-Replayed", "true");
    }
    return response.body(storedResponse.body());
  }

  private StoredResponse answer(Changed changed, Function<Changed, Map<String, ?>> more) {
    Map<String, @Nullable Object> body = AccountJson.facts(changed.after());
    body.putAll(more.apply(changed));
    return new StoredResponse(
        200, describe.etag(changed.after()), json.writeValueAsString(body), false);
  }

  private static Set<Requester> as(Caller caller, String account) {
    Set<Requester> as = EnumSet.noneOf(Requester.class);
    if (caller.actsForAnyAccount() || caller.administers().contains(account)) {
      as.add(Requester.PRIMARY_ADMINISTRATOR);
    }
    if (caller.actsForAnyAccount() || caller.provides().contains(account)) {
      as.add(Requester.PROVIDER);
    }
    return as;
  }
}
