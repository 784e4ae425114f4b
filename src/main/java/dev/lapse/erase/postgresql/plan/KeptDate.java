package dev.lapse.erase.postgresql.plan;

import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.SqlLiteral;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.erase.store.DueRows;
import dev.lapse.erase.store.RowDates;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The column with the date from which a row is kept, as parts of statements. They compare dates,
 * and never add a period.
 */
public record KeptDate(String column, RowDates.Type type) {
  private static final DateTimeFormatter WRITTEN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS G", Locale.ROOT);

  /** Empty if the table has no such column, or it is of another type. */
  public static Optional<KeptDate> of(StoreSchema.Table table, String column) {
    return table
        .column(column)
        .flatMap(found -> type(found.type()))
        .map(type -> new KeptDate(column, type));
  }

  private static Optional<RowDates.Type> type(String type) {
    if (type.equals("date")) {
      return Optional.of(RowDates.Type.DATE);
    }
    if (!type.startsWith("timestamp")) {
      return Optional.empty();
    }
    return Optional.of(
        type.endsWith("with time zone") ? RowDates.Type.TIMESTAMPTZ : RowDates.Type.TIMESTAMP);
  }

  /** The date of a row as {@code timestamp}, in UTC if it is an instant; NULL if it has none. */
  public String date(String alias) {
    String live = live(alias);
    return "case when %s then null else %s end"
        .formatted(
            isUndated(alias),
            switch (type) {
              case DATE -> "cast(%s as timestamp)".formatted(live);
              case TIMESTAMP -> live;
              case TIMESTAMPTZ -> live + " at time zone 'UTC'";
            });
  }

  /** The condition that a row is due. */
  public String isDue(String alias, DueRows due) {
    List<String> conditions = new ArrayList<>();
    LocalDateTime upTo = due.upTo();
    if (upTo != null) {
      conditions.add(
          "coalesce(%s <= cast(%s as timestamp), false)"
              .formatted(date(alias), SqlLiteral.of(WRITTEN.format(upTo))));
    }
    if (due.undated()) {
      conditions.add(isUndated(alias));
    }
    return conditions.isEmpty() ? "false" : "(" + String.join(" or ", conditions) + ")";
  }

  private String isUndated(String alias) {
    return "(%1$s is null or not isfinite(%1$s) or %1$s >= '10000-01-01')".formatted(live(alias));
  }

  private String live(String alias) {
    return alias + "." + Identifier.quote(column);
  }
}
