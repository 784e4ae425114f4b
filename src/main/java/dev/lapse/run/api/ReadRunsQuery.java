package dev.lapse.run.api;

import dev.lapse.account.ValueParser;
import dev.lapse.file.NearestName;
import dev.lapse.policy.EnumNames;
import dev.lapse.problem.Fields;
import dev.lapse.problem.WrongValue;
import dev.lapse.run.record.RunStatus;
import dev.lapse.run.record.RunsQuery;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads from a request's query which runs to list. */
final class ReadRunsQuery {
  private static final int USUAL = 20;
  static final int MOST = 100;

  private ReadRunsQuery() {}

  static RunsQuery from(Map<String, String> query) {
    Fields fields = Fields.ofQuery(query, "job", "cell", "status", "since", "before", "limit");
    RunsQuery read =
        new RunsQuery(
            fields.read("job", StartRunRequest::job),
            fields.text("cell"),
            fields.read("status", ReadRunsQuery::status),
            fields.read("since", ValueParser.instant("since")),
            fields.read("before", text -> ValueParser.whole("before", text, Long.MAX_VALUE)),
            limit(fields.read("limit", text -> ValueParser.whole("limit", text, MOST))));
    fields.check();
    return read;
  }

  private static int limit(@Nullable Long asked) {
    return asked == null ? USUAL : asked.intValue();
  }

  private static RunStatus status(String text) {
    List<String> known = EnumNames.all(RunStatus.class);
    return EnumNames.find(RunStatus.class, text)
        .orElseThrow(
            () ->
                new WrongValue(
                    "'status' is '%s'%s".formatted(text, NearestName.hint(text, known))));
  }
}
