package dev.lapse.erase.postgresql.rows;

import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** A range of the captured rows of a set, by their position in the temporary table. */
public record CtidRange(String from, String before) {
  /** More than any page has. */
  public static final long LINES_OF_A_PAGE = 300;

  /** All of them. */
  public static final CtidRange ALL = ofPages(0, 4_294_967_294L);

  /** Line pointers of pages; each holds one row or none. */
  public static CtidRange ofLines(long from, long before) {
    return new CtidRange(line(from), line(before));
  }

  private static String line(long number) {
    return "(%d,%d)".formatted(number / LINES_OF_A_PAGE, number % LINES_OF_A_PAGE);
  }

  public static CtidRange ofPages(long from, long before) {
    return new CtidRange("(%d,0)".formatted(from), "(%d,0)".formatted(before));
  }

  /** The condition that a captured row is in the range of the {@link #parameters}. */
  public static String has(String alias) {
    return "%1$s.ctid >= cast(:from as tid)\n  and %1$s.ctid < cast(:before as tid)"
        .formatted(alias);
  }

  /** The condition that a captured row is in the range and is to be deleted or changed. */
  public static String hasPending(String alias) {
    return alias + ".pending\n  and " + has(alias);
  }

  public MapSqlParameterSource parameters() {
    return addTo(new MapSqlParameterSource());
  }

  public MapSqlParameterSource addTo(MapSqlParameterSource parameters) {
    return parameters.addValue("from", from).addValue("before", before);
  }
}
