package dev.lapse.account;

import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /api/v1/accounts/{id}/access}: what the product's gateway asks before it lets somebody
 * in.
 */
@RestController
class AccessController {
  private static final CacheControl ONE_SECOND =
      CacheControl.maxAge(Duration.ofSeconds(1)).cachePrivate();

  private final ReadAccess access;

  AccessController(ReadAccess access) {
    this.access = access;
  }

  @GetMapping("/api/v1/accounts/{id}/access")
  ResponseEntity<Access> access(@PathVariable String id) {
    return ResponseEntity.ok()
        .cacheControl(ONE_SECOND)
        .body(access.of(id).orElseThrow(() -> new UnknownAccount(id)));
  }
}
