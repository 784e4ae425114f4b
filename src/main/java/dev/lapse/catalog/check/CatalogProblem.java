package dev.lapse.catalog.check;

import dev.lapse.catalog.TableName;
import dev.lapse.file.Position;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A mismatch between a catalog and a live store. Problems from {@link CheckCatalog} block erasure;
 * those from {@link CheckStatements} do not.
 *
 * @param message what is wrong and how to correct it
 * @param line what to add to the catalog's entry, or the statement to run in the store; null if it
 *     takes a person's answer
 * @param at the catalog's entry of the table, or of the store if there is none
 */
public record CatalogProblem(
    Kind kind, TableName table, String message, @Nullable String line, Position at)
    implements Comparable<CatalogProblem> {
  private static final Comparator<CatalogProblem> ORDER =
      Comparator.comparing(CatalogProblem::table)
          .thenComparing(CatalogProblem::kind)
          .thenComparing(CatalogProblem::message);

  /** A problem that no single line solves. */
  public CatalogProblem(Kind kind, TableName table, String message, Position at) {
    this(kind, table, message, null, at);
  }

  /** The same problem with the line that solves it, at a position. */
  public CatalogProblem with(@Nullable String solution, Position position) {
    return new CatalogProblem(kind, table, message, solution, position);
  }

  /** The kinds of problems. */
  public enum Kind {
    /** The catalog has an unanswered question. */
    UNCLASSIFIED,
    /** A live table that is not in the catalog; counts as unclassified. */
    UNLISTED,
    /** The catalog lists a table that the store does not have. */
    MISSING_TABLE,
    /** The catalog names a column that its table does not have. */
    MISSING_COLUMN,
    /** The catalog accepts or bypasses something that its table does not have. */
    MISSING_NAME,
    /** The accounts table is not listed as owned by its own key. */
    WRONG_ACCOUNTS,
    /** The key of the accounts table does not identify one account each. */
    ACCOUNTS_KEY,
    /** A path compares columns that PostgreSQL cannot compare. */
    TYPE_MISMATCH,
    /** A path leads to columns that are not unique. */
    NOT_UNIQUE,
    /** A convention matches nothing, contradicts a constraint, or another one claims its table. */
    WRONG_CONVENTION,
    /** An entry whose owner is not, or no longer, the one that its convention says. */
    STALE_ENTRY,
    /** A notification statement of the store names something that does not exist. */
    WRONG_STATEMENT,
    /**
     * The store cannot run a notification statement, because of a missing right or another reason.
     */
    STATEMENT_REFUSED,
    /** Rows of a type that no path includes, so they would not be found. */
    UNNAMED_TYPE,
    /** Rows that must be checked cannot be read. */
    UNREADABLE,
    /** A kind of table, or of reference, that this version cannot follow. */
    UNSUPPORTED,
    /** A column cannot have its anonymized value. */
    NOT_ASSIGNABLE,
    /**
     * Deleting would have side effects on rows that stay, or unknown ones, that were not accepted.
     */
    SIDE_EFFECT,
    /** A trigger would fire that nobody has reviewed, or that cannot do what the catalog says. */
    TRIGGER,
    /** Deleting or updating would be refused, because a publication cannot describe the rows. */
    UNPUBLISHABLE,
    /** Deleting would be refused, because rows that stay refer to rows that go. */
    KEPT_REFERENCE,
    /** The role lacks a right that the erasure needs. */
    MISSING_RIGHT,
    /** The catalog says how to erase a set in a way that cannot be carried out. */
    NOT_ERASABLE;

    /** True if the catalog names something that the store does not have in this form. */
    public boolean isWrongName() {
      return this == MISSING_TABLE
          || this == MISSING_COLUMN
          || this == MISSING_NAME
          || this == WRONG_ACCOUNTS
          || this == TYPE_MISMATCH
          || this == WRONG_STATEMENT;
    }

    /** True if it blocks erasing a whole account, but not erasing single sets. */
    public boolean concernsWholeAccountsOnly() {
      return this == UNCLASSIFIED
          || this == UNLISTED
          || this == UNNAMED_TYPE
          || this == KEPT_REFERENCE;
    }
  }

  /** True if it is about a table whose owner is unknown. */
  public boolean isUnclassified() {
    return kind == Kind.UNCLASSIFIED || kind == Kind.UNLISTED;
  }

  @Override
  public int compareTo(CatalogProblem other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return at + ": " + message;
  }
}
