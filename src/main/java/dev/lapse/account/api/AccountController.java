package dev.lapse.account.api;

import dev.lapse.account.Account;
import dev.lapse.account.Cells;
import dev.lapse.account.FindAccount;
import dev.lapse.account.imports.ImportAccounts;
import dev.lapse.account.imports.ImportLine;
import dev.lapse.evidence.EvidenceLog;
import dev.lapse.problem.JsonBody;
import dev.lapse.problem.VariablesInQuery;
import dev.lapse.problem.WrongFields;
import dev.lapse.security.Caller;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows one account and accepts updates of it. */
@RestController
@RequestMapping("/api/v1/accounts/{id}")
class AccountController {
  private final FindAccount find;
  private final ImportAccounts imports;
  private final AccountJson describe;
  private final EvidenceLog evidence;
  private final List<String> cells;
  private final InstantSource clock;

  AccountController(
      FindAccount find,
      ImportAccounts imports,
      AccountJson describe,
      EvidenceLog evidence,
      Cells cells,
      InstantSource clock) {
    this.find = find;
    this.imports = imports;
    this.describe = describe;
    this.evidence = evidence;
    this.cells = cells.names();
    this.clock = clock;
  }

  /** Spring answers 304 if the caller has the current ETag. */
  @GetMapping
  ResponseEntity<Map<String, @Nullable Object>> show(@PathVariable String id, Caller caller) {
    Account account = find(id, caller);
    return ResponseEntity.ok().eTag(describe.etag(account)).body(AccountJson.facts(account));
  }

  /** Creates or updates the account by the rules of an import. */
  @PutMapping
  ResponseEntity<Map<String, @Nullable Object>> take(
      @PathVariable String id,
      Caller caller,
      JsonBody body,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
    caller.requireMayKnow(id);
    if (ifMatch != null) {
      throw new WrongFields(
          "If-Match", "If-Match is for commands; this request is merged with the stored account");
    }
    Instant now = clock.instant();
    ImportLine line = ImportLine.of(id, body.object(), cells, now);
    boolean added = imports.take(line, caller.actor(), now);
    Account account = find(id, caller);
    URI location = URI.create(VariablesInQuery.pathTo("/api/v1/accounts/", id));
    return (added ? ResponseEntity.created(location) : ResponseEntity.ok())
        .eTag(describe.etag(account))
        .body(AccountJson.facts(account));
  }

  @GetMapping("/evidence")
  Map<String, List<Map<String, @Nullable Object>>> evidence(
      @PathVariable String id, Caller caller) {
    find(id, caller);
    return Map.of("evidence", evidence.read(id));
  }

  private Account find(String id, Caller caller) {
    caller.requireMayKnow(id);
    return find.named(id, clock.instant());
  }
}
