package dev.lapse.catalog.discover;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why no finder is sure of a table.
 *
 * @param question what was seen and what is asked, with figures
 * @param offer the likely paths; empty if there are none
 * @param types what the types of a pair would be by these paths; empty if it is not about types
 */
record Doubt(
    Kind kind, String question, List<OwnedBy> offer, Map<String, Optional<TableName>> types) {

  Doubt(Kind kind, String question, List<OwnedBy> offer) {
    this(kind, question, offer, Map.of());
  }

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
    /** The types of a pair: what is known of them, and what is not. */
    PAIR,
    OTHER
  }

  static Doubt of(Kind kind, String question) {
    return new Doubt(kind, question, List.of());
  }

  static Doubt of(Kind kind, String question, List<? extends OwnedBy> offer) {
    return new Doubt(kind, question, List.copyOf(offer));
  }
}
