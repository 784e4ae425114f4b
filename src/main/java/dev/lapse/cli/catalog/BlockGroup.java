package dev.lapse.cli.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.lapse.catalog.check.CatalogProblem.Kind;
import dev.lapse.policy.EnumNames;

/** What blocks belong together, in the order in which they are printed. */
enum BlockGroup {
  QUESTIONS("tables without an owner", "add to sets"),
  NAMES("names that the store does not have", "add"),
  CONVENTIONS("conventions", "change"),
  ENTRIES("entries that contradict their conventions", "change"),
  WAYS("paths that do not join", "add to the entry"),
  KEY_TYPES("types of keys", "add to the entry"),
  SIDE_EFFECTS("effects on rows that stay", "add to the entry"),
  TRIGGERS("triggers", "add to the entry"),
  VALUES("values that a column does not take", "add to the entry"),
  REPLICA_IDENTITY("missing replica identity", "run in the store"),
  RIGHTS("missing rights", "run in the store"),
  STATEMENTS("statements that notify the product", "add"),
  ACCOUNTS("accounts that are read from a store", "run in the store"),
  STORES("buckets and services", "add");

  private final String title;
  private final String solution;

  BlockGroup(String title, String solution) {
    this.title = title;
    this.solution = solution;
  }

  static BlockGroup of(Kind kind) {
    return switch (kind) {
      case UNCLASSIFIED, UNLISTED, UNNAMED_TYPE -> QUESTIONS;
      case MISSING_TABLE, MISSING_COLUMN, MISSING_NAME, WRONG_ACCOUNTS -> NAMES;
      case WRONG_CONVENTION -> CONVENTIONS;
      case STALE_ENTRY -> ENTRIES;
      case NOT_UNIQUE, UNSUPPORTED, NOT_ERASABLE -> WAYS;
      case ACCOUNTS_KEY, TYPE_MISMATCH -> KEY_TYPES;
      case SIDE_EFFECT, KEPT_REFERENCE -> SIDE_EFFECTS;
      case TRIGGER -> TRIGGERS;
      case NOT_ASSIGNABLE -> VALUES;
      case UNPUBLISHABLE -> REPLICA_IDENTITY;
      case MISSING_RIGHT, UNREADABLE -> RIGHTS;
      case WRONG_STATEMENT, STATEMENT_REFUSED -> STATEMENTS;
    };
  }

  /** The heading over its blocks. */
  String title() {
    return title;
  }

  /** What to do with the line of a block. */
  String solution() {
    return solution;
  }

  /** True if the line of a block is added to an entry of the catalog. */
  boolean addsToEntry() {
    return solution.equals("add to the entry");
  }

  /** True if no account is erased until the block is solved. */
  boolean blocksErasure() {
    return this != STATEMENTS && this != CONVENTIONS;
  }

  @JsonValue
  String text() {
    return EnumNames.of(this);
  }
}
