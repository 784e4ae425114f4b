package dev.lapse.report.lapses;

import dev.lapse.account.ValueParser;
import dev.lapse.file.NearestName;
import dev.lapse.problem.WrongFields;
import dev.lapse.problem.WrongValue;
import java.util.List;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/reports/lapses}: how many accounts lapsed, came back and were erased. */
@RestController
@ConditionalOnProperty("lapse.serve")
class LapsesController {
  private final CountLapses count;

  LapsesController(CountLapses count) {
    this.count = count;
  }

  @GetMapping("/api/v1/reports/lapses")
  LapsesReport lapses(@RequestParam Map<String, String> query) {
    query.keySet().stream()
        .filter(name -> !name.equals("by"))
        .findFirst()
        .ifPresent(
            name -> {
              throw new WrongFields(
                  name,
                  "unknown parameter '%s'%s"
                      .formatted(name, NearestName.hint(name, List.of("by"))));
            });
    String by = query.get("by");
    try {
      return count.count(by == null ? null : ValueParser.constant(LapsesBy.class, "by").apply(by));
    } catch (WrongValue wrong) {
      throw new WrongFields("by", String.valueOf(wrong.getMessage()));
    }
  }
}
