package dev.lapse.run.api;

import dev.lapse.problem.JsonBody;
import dev.lapse.run.record.Run;
import dev.lapse.run.record.RunSummary;
import dev.lapse.run.record.Runs;
import dev.lapse.run.record.RunsQuery;
import dev.lapse.run.record.SummarizeRun;
import dev.lapse.security.Caller;
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

/** {@code /api/v1/runs}: shows runs, and stops them. */
@RestController
@RequestMapping("/api/v1/runs")
@ConditionalOnProperty("lapse.serve")
class RunsController {
  private final Runs runs;
  private final SummarizeRun summarize;

  RunsController(Runs runs, SummarizeRun summarize) {
    this.runs = runs;
    this.summarize = summarize;
  }

  @GetMapping
  RunsPage list(@RequestParam Map<String, String> query) {
    RunsQuery wanted = ReadRunsQuery.from(query);
    List<RunSummary> page = runs.newest(wanted).stream().map(summarize::summarize).toList();
    return new RunsPage(
        page, page.size() < wanted.limit() ? null : page.get(page.size() - 1).run());
  }

  @GetMapping("/{id}")
  RunSummary show(@PathVariable String id) {
    return summarize.summarize(runs.get(RunNumber.of(id)));
  }

  @PostMapping("/{id}/stop")
  ResponseEntity<StoppingRun> stop(@PathVariable String id, JsonBody body, Caller caller) {
    body.fields().check();
    Run asked = runs.requestStop(RunNumber.of(id), caller.actor());
    return ResponseEntity.accepted()
        .body(
            new StoppingRun(
                summarize.summarize(runs.get(asked.id())), runs.pastPointOfNoReturn(asked.id())));
  }
}
