package dev.lapse.run.api;

import dev.lapse.account.ValueParser;
import dev.lapse.problem.Fields;
import dev.lapse.problem.JsonBody;
import dev.lapse.problem.WrongValue;
import dev.lapse.run.record.RejectPlan;
import dev.lapse.run.record.Run;
import dev.lapse.run.record.RunSummary;
import dev.lapse.run.record.Runs;
import dev.lapse.run.record.RunsQuery;
import dev.lapse.run.record.SummarizeRun;
import dev.lapse.run.review.ReadRunAccounts;
import dev.lapse.run.review.ReviewPlan;
import dev.lapse.run.review.RunAccount;
import dev.lapse.run.review.RunAccountsPage;
import dev.lapse.run.review.RunDetails;
import dev.lapse.security.Caller;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/runs}: shows runs and their accounts, stops runs, rejects plans. */
@RestController
@RequestMapping("/api/v1/runs")
@ConditionalOnProperty("lapse.serve")
class RunsController {
  private static final int USUAL_ACCOUNTS = 100;

  private final Runs runs;
  private final SummarizeRun summarize;
  private final ReviewPlan review;
  private final ReadRunAccounts accounts;
  private final RejectPlan rejection;
  private final InstantSource clock;

  RunsController(
      Runs runs,
      SummarizeRun summarize,
      ReviewPlan review,
      ReadRunAccounts accounts,
      RejectPlan rejection,
      InstantSource clock) {
    this.runs = runs;
    this.summarize = summarize;
    this.review = review;
    this.accounts = accounts;
    this.rejection = rejection;
    this.clock = clock;
  }

  @GetMapping
  RunsPage list(@RequestParam Map<String, String> query) {
    RunsQuery wanted = ReadRunsQuery.from(query);
    List<RunSummary> page = summarize.all(runs.newest(wanted));
    return new RunsPage(
        page, page.size() < wanted.limit() ? null : page.get(page.size() - 1).run());
  }

  @GetMapping("/{id}")
  RunDetails show(@PathVariable String id) {
    Run run = runs.get(RunNumber.of(id));
    return new RunDetails(summarize.one(run), review.review(run).orElse(null));
  }

  @GetMapping("/{id}/accounts")
  RunAccountsPage accounts(@PathVariable String id, @RequestParam Map<String, String> query) {
    Fields fields = Fields.ofQuery(query, "outcome", "after", "limit");
    String outcome =
        fields.read(
            "outcome",
            text -> RunAccount.checkOutcome(text, why -> new WrongValue("'outcome' " + why)));
    String after = fields.text("after");
    Long limit =
        fields.read("limit", text -> ValueParser.whole("limit", text, ReadRunAccounts.MOST));
    fields.check();
    return accounts.page(
        runs.get(RunNumber.of(id)),
        outcome,
        after,
        limit == null ? USUAL_ACCOUNTS : limit.intValue());
  }

  @PostMapping("/{id}/stop")
  ResponseEntity<StoppingRun> stop(@PathVariable String id, JsonBody body, Caller caller) {
    Fields fields = body.fields("reason");
    String reason = fields.reason("reason");
    fields.check();
    Run asked = runs.requestStop(RunNumber.of(id), caller.actor(), reason, clock.instant());
    return ResponseEntity.accepted()
        .body(
            new StoppingRun(
                summarize.summarize(runs.get(asked.id())), runs.pastPointOfNoReturn(asked.id())));
  }

  @PostMapping("/{id}/reject")
  RunSummary reject(@PathVariable String id, JsonBody body, Caller caller) {
    Fields fields = body.fields("reason");
    String reason = fields.requiredReason("reason");
    fields.check();
    return summarize.summarize(rejection.reject(RunNumber.of(id), reason, caller.actor()));
  }
}
