package dev.lapse.report.lapses;

import dev.lapse.report.lapses.LapsesReport.Counts;
import dev.lapse.report.lapses.LapsesReport.Group;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts the lapses of {@code lapse.lapse}. */
@Component
public class CountLapses {
  private static final String COUNT =
      """
      select
        %s as name,
        count(*) as lapses,
        count(returned_at) as returns,
        count(erased_at) as erasures
      from lapse.lapse
      where not corrected
      group by 1
      order by 1
      """;

  private final JdbcClient jdbc;

  CountLapses(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** All lapses, grouped; in one group if {@code by} is null. */
  public LapsesReport count(@Nullable LapsesBy by) {
    List<Group> groups =
        jdbc.sql(COUNT.formatted(by == null ? "cast(null as text)" : by.sql()))
            .query(
                (row, number) ->
                    new Group(
                        row.getString("name"),
                        new Counts(
                            row.getLong("lapses"),
                            row.getLong("returns"),
                            row.getLong("erasures"))))
            .list();
    Counts total = groups.stream().map(Group::counts).reduce(new Counts(0, 0, 0), Counts::plus);
    return by == null
        ? new LapsesReport(null, List.of(), total)
        : new LapsesReport(by.text(), groups, total);
  }
}
