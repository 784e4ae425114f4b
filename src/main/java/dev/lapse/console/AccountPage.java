package dev.lapse.console;

import dev.lapse.account.Accounts;
import dev.lapse.account.UnknownAccount;
import dev.lapse.evidence.EvidenceLog;
import dev.lapse.problem.VariablesInQuery;
import dev.lapse.security.Caller;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;

/** One account at a glance, for support staff with the customer on the phone. */
@Controller
class AccountPage {
  private static final int EVIDENCE_SHOWN = 10;

  private final Accounts accounts;
  private final EvidenceLog evidence;
  private final InstantSource clock;

  AccountPage(Accounts accounts, EvidenceLog evidence, InstantSource clock) {
    this.accounts = accounts;
    this.evidence = evidence;
    this.clock = clock;
  }

  /** The target of the form on the first page. */
  @GetMapping("/accounts")
  ResponseEntity<Void> find(@RequestParam(name = "id", defaultValue = "") String id) {
    String path = id.isBlank() ? "/" : VariablesInQuery.pathTo("/accounts/", id.strip());
    return ResponseEntity.status(HttpStatus.FOUND).location(URI.create(path)).build();
  }

  @GetMapping("/accounts/{id}")
  String show(@PathVariable("id") String id, Model page, Caller caller) {
    Instant now = clock.instant();
    page.addAttribute("caller", caller);
    page.addAttribute(
        "account",
        AccountView.of(accounts.find(id, now).orElseThrow(() -> new UnknownAccount(id)), now));
    List<Map<String, @Nullable Object>> records = evidence.read(id);
    page.addAttribute(
        "records",
        records.stream()
            .skip(Math.max(0, records.size() - EVIDENCE_SHOWN))
            .sorted((one, other) -> compare(other, one))
            .toList());
    page.addAttribute("recordsInAll", records.size());
    return "account";
  }

  private static int compare(
      Map<String, @Nullable Object> one, Map<String, @Nullable Object> other) {
    return Long.compare(number(one), number(other));
  }

  private static long number(Map<String, @Nullable Object> row) {
    return row.get("number") instanceof Number number ? number.longValue() : 0;
  }

  @ExceptionHandler
  @ResponseStatus(HttpStatus.NOT_FOUND)
  String unknown(UnknownAccount unknown, Model page) {
    page.addAttribute("title", "No such account");
    page.addAttribute("detail", unknown.getMessage());
    page.addAttribute("status", HttpStatus.NOT_FOUND.value());
    return "error";
  }
}
