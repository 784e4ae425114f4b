package dev.lapse.run.api;

import dev.lapse.catalog.Catalog;
import dev.lapse.clock.DueClock;
import dev.lapse.plan.AllJobSettings;
import dev.lapse.problem.Fields;
import dev.lapse.problem.HasProblem;
import dev.lapse.problem.JsonBody;
import dev.lapse.run.StartRun;
import dev.lapse.run.api.StartRunsResponse.RefusedCell;
import dev.lapse.run.record.PlanAgain;
import dev.lapse.run.record.Run;
import dev.lapse.run.record.RunRequest;
import dev.lapse.run.record.RunSummary;
import dev.lapse.run.record.Runs;
import dev.lapse.run.record.SummarizeRun;
import dev.lapse.security.Caller;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/runs}: starts, approves and reruns runs. */
@RestController
@RequestMapping("/api/v1/runs")
@ConditionalOnProperty("lapse.serve")
class StartRunController {
  private final StartRun start;
  private final PlanAgain again;
  private final RunInBackground background;
  private final Runs runs;
  private final SummarizeRun summarize;
  private final AllJobSettings settings;
  private final List<String> cells;
  private final DueClock clock;

  StartRunController(
      StartRun start,
      PlanAgain again,
      RunInBackground background,
      Runs runs,
      SummarizeRun summarize,
      AllJobSettings settings,
      Catalog catalog,
      DueClock clock) {
    this.start = start;
    this.again = again;
    this.background = background;
    this.runs = runs;
    this.summarize = summarize;
    this.settings = settings;
    this.cells = catalog.cells();
    this.clock = clock;
  }

  @PostMapping
  ResponseEntity<StartRunsResponse> start(JsonBody body, Caller caller) {
    StartRunRequest order = StartRunRequest.read(body, settings, cells);
    background.reserve(order.cells().size());
    Instant now = clock.instant();
    Map<String, CompletableFuture<StartedRun>> asked = new LinkedHashMap<>();
    for (String cell : order.cells()) {
      RunRequest request = order.in(cell, caller.actor(), now);
      asked.put(
          cell,
          background.begin(
              order.asOf() == null
                  ? begun -> start.startNow(request, begun)
                  : begun -> start.start(request, begun)));
    }
    return answer(asked);
  }

  @PostMapping("/{id}/approve")
  ResponseEntity<RunSummary> approve(@PathVariable String id, JsonBody body, Caller caller) {
    String reason = reason(body);
    long run = RunNumber.of(id);
    return answer(begun -> start.approve(run, reason, caller.actor(), begun));
  }

  @PostMapping("/{id}/rerun")
  ResponseEntity<RunSummary> rerun(@PathVariable String id, JsonBody body, Caller caller) {
    Fields fields = body.fields("reason", "failed");
    String reason = fields.requiredReason("reason");
    boolean failed = fields.flag("failed");
    fields.check();
    RunRequest request = again.request(RunNumber.of(id), failed, reason, caller.actor());
    return answer(begun -> start.start(request, begun));
  }

  private ResponseEntity<RunSummary> answer(Function<Consumer<Run>, RunSummary> work) {
    background.reserve(1);
    StartedRun startedRun = RunInBackground.await(background.begin(work));
    return answer(startedRun.running(), startedRun.run())
        .body(summarize.summarize(runs.get(startedRun.run())));
  }

  /**
   * Reports the runs that started and those refused; if all were refused, answers the first
   * refusal.
   */
  private ResponseEntity<StartRunsResponse> answer(
      Map<String, CompletableFuture<StartedRun>> asked) {
    List<RunSummary> begun = new ArrayList<>();
    List<RefusedCell> refused = new ArrayList<>();
    boolean running = false;
    HasProblem first = null;
    for (Map.Entry<String, CompletableFuture<StartedRun>> cell : asked.entrySet()) {
      try {
        StartedRun run = RunInBackground.await(cell.getValue());
        running |= run.running();
        begun.add(summarize.summarize(runs.get(run.run())));
      } catch (HasProblem why) {
        first = first == null ? why : first;
        refused.add(new RefusedCell(cell.getKey(), why.problem().members()));
      }
    }
    if (begun.isEmpty()) {
      throw Objects.requireNonNull(first);
    }
    return answer(running, asked.size() == 1 ? begun.get(0).run() : null)
        .body(
            new StartRunsResponse(
                asked.size() == 1 ? begun.get(0) : SummarizeRun.over(begun), refused));
  }

  private static ResponseEntity.BodyBuilder answer(boolean running, @Nullable Long run) {
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.status(running ? HttpStatus.ACCEPTED : HttpStatus.OK);
    return run == null ? answer : answer.location(URI.create("/api/v1/runs/" + run));
  }

  private static String reason(JsonBody body) {
    Fields fields = body.fields("reason");
    String reason = fields.requiredReason("reason");
    fields.check();
    return reason;
  }
}
