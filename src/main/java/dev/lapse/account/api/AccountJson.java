package dev.lapse.account.api;

import dev.lapse.account.Account;
import dev.lapse.policy.Deadlines;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** An account as JSON, and its ETag. */
@Component
public class AccountJson {
  private static final int TAG_BYTES = 15;

  private final JsonMapper json;

  AccountJson(JsonMapper json) {
    this.json = json;
  }

  /** Everything known about the account, in chronological order. */
  public static Map<String, @Nullable Object> facts(Account account) {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    Deadlines deadlines = account.deadlines();
    facts.put("id", account.id());
    facts.put("name", account.name());
    facts.put("kind", account.kind().text());
    facts.put("state", account.state().text());
    facts.put("cell", account.cell());
    facts.put("timeZone", account.zone().getId());
    facts.put("lapseNumber", account.lapseNumber());
    facts.put("lapsedAt", text(account.lapsedAt()));
    facts.put("reason", account.reason());
    facts.put("reasonText", account.reasonText());
    facts.put("expectedLength", account.expectedLength());
    facts.put("retainData", account.retainData());
    facts.put("retentionWithdrawnAt", text(account.retentionWithdrawnAt()));
    facts.put("cutOff", deadlines == null ? null : text(deadlines.cutOff()));
    facts.put("purge", deadlines == null ? null : text(deadlines.purge()));
    facts.put("expiry", deadlines == null ? null : text(deadlines.expiry()));
    facts.put("policyVersion", account.policyVersion());
    facts.put("holds", account.holds());
    facts.put("billingRemovedAt", text(account.billingRemovedAt()));
    facts.put("cutOffAt", text(account.cutOffAt()));
    facts.put("pointOfNoReturnAt", text(account.pointOfNoReturnAt()));
    facts.put("erasedAt", text(account.erasedAt()));
    facts.put("keptUntil", text(account.keptUntil()));
    facts.put("lastPausedAt", text(account.lastPausedAt()));
    facts.put("reactivatedAt", text(account.reactivatedAt()));
    return facts;
  }

  /** A strong ETag, in quotes: equal if and only if the facts are equal. */
  String etag(Account account) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(json.writeValueAsString(facts(account)).getBytes(StandardCharsets.UTF_8));
      return '"'
          + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, TAG_BYTES))
          + '"';
    } catch (NoSuchAlgorithmException neverOnAnyJava) {
      throw new IllegalStateException(neverOnAnyJava);
    }
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
