package dev.lapse.account.api;

import dev.lapse.account.Account;
import dev.lapse.account.AccountPreconditions;
import dev.lapse.account.AccountPreconditions.Changed;
import dev.lapse.account.CommandContext;
import dev.lapse.account.api.IdempotencyStore.StoredResponse;
import dev.lapse.account.lifecycle.AfterLapse;
import dev.lapse.clock.DueClock;
import dev.lapse.policy.Requester;
import dev.lapse.problem.Fields;
import dev.lapse.problem.HasProblem;
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
import java.util.concurrent.atomic.AtomicReference;
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
  private final AccountPreconditions preconditions;
  private final AfterLapse afterLapse;
  private final AccountJson describe;
  private final JsonMapper json;
  private final DueClock clock;

  IdempotentCommands(
      IdempotencyStore stored,
      AccountPreconditions preconditions,
      AfterLapse afterLapse,
      AccountJson describe,
      JsonMapper json,
      DueClock clock) {
    this.stored = stored;
    this.preconditions = preconditions;
    this.afterLapse = afterLapse;
    this.describe = describe;
    this.json = json;
    this.clock = clock;
  }

  /**
   * One command for one account.
   *
   * @param fields not yet checked
   * @param now read once per command
   */
  record Command(
      String account,
      Caller caller,
      JsonBody body,
      RequestConditions conditions,
      Fields fields,
      Instant now) {
    String actor() {
      return caller.actor();
    }

    /**
     * SHA-256 of caller and command. Leaves out the billing token: a digest can be brute-forced.
     */
    String digest() {
      try {
        ObjectNode wish = ((ObjectNode) body.object()).deepCopy();
        wish.remove("billingToken");
        String request = String.join("\n", actor(), conditions.path(), wish.toString());
        byte[] digest =
            MessageDigest.getInstance("SHA-256").digest(request.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
      } catch (NoSuchAlgorithmException neverOnAnyJava) {
        throw new IllegalStateException(neverOnAnyJava);
      }
    }
  }

  Instant now() {
    return clock.instant();
  }

  /**
   * Reads a command whose body may have these fields.
   *
   * @throws HasProblem if the caller may not know the account, or the idempotency key is malformed
   */
  Command read(
      String account, Caller caller, JsonBody body, HttpServletRequest request, String... known) {
    caller.requireMayKnow(account);
    RequestConditions conditions = RequestConditions.of(request);
    return new Command(account, caller, body, conditions, body.fields(known), now());
  }

  /** Carries out {@link AccountPreconditions#asEntitled} once. */
  ResponseEntity<String> asEntitled(
      Command command, Supplier<Account> change, Function<Changed, Map<String, ?>> more) {
    return once(
        command, () -> preconditions.asEntitled(command.account(), context(command), change), more);
  }

  /** Carries out {@link AccountPreconditions#asAnybody} once. */
  ResponseEntity<String> asAnybody(
      Command command, Supplier<Account> change, Function<Changed, Map<String, ?>> more) {
    return once(
        command, () -> preconditions.asAnybody(command.account(), context(command), change), more);
  }

  /**
   * Carries out a command once. A repeated command gets the original answer, even if its fields
   * would no longer be valid because time has passed.
   *
   * @param more members of the answer besides the account
   */
  private ResponseEntity<String> once(
      Command command, Supplier<Changed> change, Function<Changed, Map<String, ?>> more) {
    String key = command.conditions().key();
    AtomicReference<Changed> committed = new AtomicReference<>();
    Supplier<StoredResponse> carriedOut =
        () -> {
          command.fields().check();
          Changed changed = change.get();
          committed.set(changed);
          return answer(changed, more);
        };
    StoredResponse storedResponse =
        key == null
            ? carriedOut.get()
            : stored.once(
                new IdempotencyStore.Key(key, command.digest(), command.account()),
                command.now(),
                carriedOut);
    Changed changed = committed.get();
    if (changed != null) {
      storedResponse = afterwards(command, changed, storedResponse, more);
    }
    ResponseEntity.BodyBuilder response =
        ResponseEntity.status(storedResponse.status())
            .eTag(storedResponse.etag())
            .contentType(MediaType.APPLICATION_JSON);
    if (storedResponse.replayed()) {
      response.header("Idempotency-Replayed", "true");
    }
    return response.body(storedResponse.body());
  }

  /** The answer after what follows the commit; a repeated command gets it too. */
  private StoredResponse afterwards(
      Command command,
      Changed changed,
      StoredResponse answered,
      Function<Changed, Map<String, ?>> more) {
    Changed after = afterLapse.removePaymentDetails(changed, command.actor(), command.now());
    if (after.after().equals(changed.after())) {
      return answered;
    }
    StoredResponse answer = answer(after, more);
    String key = command.conditions().key();
    if (key != null) {
      stored.replace(key, answer);
    }
    return answer;
  }

  private StoredResponse answer(Changed changed, Function<Changed, Map<String, ?>> more) {
    Map<String, @Nullable Object> body = AccountJson.facts(changed.after());
    body.putAll(more.apply(changed));
    return new StoredResponse(
        200, describe.etag(changed.after()), json.writeValueAsString(body), false);
  }

  private CommandContext context(Command command) {
    return new CommandContext(
        command.actor(),
        as(command.caller(), command.account()),
        account -> command.conditions().expect(describe.etag(account)),
        command.now());
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
