package dev.lapse.account.access;

import dev.lapse.account.UnknownAccount;
import dev.lapse.problem.Fields;
import dev.lapse.problem.JsonBody;
import dev.lapse.problem.WrongFields;
import dev.lapse.security.Caller;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Answers a product's gateway, which asks before it admits users, and its sign-in page. */
@RestController
class AccessController {
  private static final CacheControl ONE_SECOND =
      CacheControl.maxAge(Duration.ofSeconds(1)).cachePrivate();
  private static final int DIGEST_BYTES = 16;

  private final AnswerAccess access;
  private final ReadSignIn signIn;
  private final JsonMapper json;

  AccessController(AnswerAccess access, ReadSignIn signIn, JsonMapper json) {
    this.access = access;
    this.signIn = signIn;
    this.json = json;
  }

  @GetMapping(value = "/api/v1/accounts/{id}/access", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> access(@PathVariable String id, Caller caller) {
    caller.requireMayKnow(id);
    Access answer = access.read(List.of(id)).get(id);
    if (answer == null) {
      throw new UnknownAccount(id);
    }
    return cacheable(answer);
  }

  /** The answers by account, and the ids that Lapse does not know. */
  record Answers(Map<String, Access> accounts, List<String> unknown) {}

  /** {@code {"ids": [...]}}, at most {@value AnswerAccess#MOST} of them. */
  @PostMapping(value = "/api/v1/access", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Answers> access(JsonBody body, Caller caller) {
    Fields fields = body.fields("ids");
    Set<String> ids = new TreeSet<>(fields.texts("ids", AnswerAccess.MOST));
    fields.check();
    if (ids.isEmpty()) {
      throw new WrongFields("ids", "'ids' is missing; list accounts as in {\"ids\": [\"42\"]}");
    }
    ids.forEach(caller::requireMayKnow);
    Map<String, Access> known = new TreeMap<>(access.read(ids));
    List<String> unknown = ids.stream().filter(id -> !known.containsKey(id)).toList();
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(new Answers(known, unknown));
  }

  @GetMapping(value = "/api/v1/accounts/{id}/sign-in", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> signIn(@PathVariable String id, Caller caller) {
    caller.requireMayKnow(id);
    return cacheable(signIn.read(id).orElseThrow(() -> new UnknownAccount(id)));
  }

  /** Spring answers 304 if the caller has the current ETag. */
  private ResponseEntity<byte[]> cacheable(Object answer) {
    byte[] body = json.writeValueAsBytes(answer);
    return ResponseEntity.ok()
        .cacheControl(ONE_SECOND)
        .eTag(digest(body))
        .contentType(MediaType.APPLICATION_JSON)
        .body(body);
  }

  private static String digest(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
