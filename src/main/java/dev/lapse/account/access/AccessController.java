package dev.lapse.account.access;

import dev.lapse.account.UnknownAccount;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** What a product's gateway asks before it lets somebody in, and what its sign-in shows. */
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

  @GetMapping(
      value = "/api/v1/accounts/{id}/access",
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> access(@PathVariable String id) {
    Access answer = access.of(List.of(id)).get(id);
    if (answer == null) {
      throw new UnknownAccount(id);
    }
    return cacheable(answer);
  }

  /** The accounts of a request, at most {@value AnswerAccess#MOST}. */
  record Question(List<String> ids) {}

  /** The answers by account, and the ids that Lapse does not know. */
  record Answers(Map<String, Access> accounts, List<String> unknown) {}

  @PostMapping(value = "/api/v1/access", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Answers> access(@RequestBody Question question) {
    Map<String, Access> known = access.of(question.ids());
    List<String> unknown =
        question.ids().stream().distinct().filter(id -> !known.containsKey(id)).sorted().toList();
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(new Answers(new TreeMap<>(known), unknown));
  }

  @GetMapping(
      value = "/api/v1/accounts/{id}/sign-in",
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> signIn(@PathVariable String id) {
    return cacheable(signIn.of(id).orElseThrow(() -> new UnknownAccount(id)));
  }

  /** Whoever has the answer already is only told so: Spring compares the tags. */
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

  @ExceptionHandler
  ProblemDetail unknown(UnknownAccount unknown) {
    return ProblemDetail.forStatusAndDetail(
        HttpStatus.NOT_FOUND, String.valueOf(unknown.getMessage()));
  }

  @ExceptionHandler
  ResponseEntity<byte[]> unavailable(AccessUnavailable unavailable) {
    return ResponseEntity.status(unavailable.problem().type().status())
        .header(HttpHeaders.RETRY_AFTER, "1")
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(
            json.writeValueAsString(unavailable.problem().members())
                .getBytes(StandardCharsets.UTF_8));
  }
}
