package dev.lapse.catalog.discover;

import dev.lapse.catalog.OwnedBy;
import java.util.List;

/**
 * Why no finder is sure of a table.
 *
 * @param question what was seen and what is asked, with figures
 * @param offer the likely paths; empty if there are none
 */
record Doubt(Kind kind, String question, List<OwnedBy> offer) {

  /** What the question is about. */
  enum Kind {
    /** One column that names an account, or a row of one: rows without it, or its meaning. */
    COLUMN,
    /** The owner of a table that it refers to: its answer settles this one too. */
    PARENT,
    /** The rows that refer to it. */
    REFERRERS,
    /** Nothing leads from here to an account. */
    NOTHING,
    OTHER
  }

  static Doubt of(Kind kind, String question) {
    return new Doubt(kind, question, List.of());
  }

  static Doubt of(Kind kind, String question, List<? extends OwnedBy> offer) {
    return new Doubt(kind, question, List.copyOf(offer));
  }
}
