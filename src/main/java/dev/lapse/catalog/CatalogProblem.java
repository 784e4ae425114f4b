package dev.lapse.catalog;

import dev.lapse.file.Position;
import java.util.Comparator;

/**
 * Something in which a catalog and a live store do not fit together. All that {@link CheckCatalog}
 * finds blocks erasure; what {@link CheckStatements} finds does not.
 *
 * @param message what is wrong and what would be right
 * @param at where the catalog speaks of the table; the store's entry where it does not
 */
public record CatalogProblem(Kind kind, TableName table, String message, Position at)
    implements Comparable<CatalogProblem> {
  private static final Comparator<CatalogProblem> ORDER =
      Comparator.comparing(CatalogProblem::table)
          .thenComparing(CatalogProblem::kind)
          .thenComparing(CatalogProblem::message);

  /** The kinds of problems. */
  public enum Kind {
    /** The catalog asks a question that nobody has answered. */
    UNCLASSIFIED,
    /** A live table that the catalog does not speak of; counts as unclassified. */
    UNLISTED,
    /** The catalog lists a table that the store does not have. */
    MISSING_TABLE,
    /** The catalog names a column that its table does not have. */
    MISSING_COLUMN,
    /** The catalog accepts or bypasses something that its table does not have. */
    MISSING_NAME,
    /** The accounts table is not listed as owned by its own key. */
    WRONG_ACCOUNTS,
    /** The key of the accounts table does not name one account each. */
    ACCOUNTS_KEY,
    /** A way compares columns that PostgreSQL cannot compare. */
    TYPE_MISMATCH,
    /** A way leads to columns that several rows may have in common. */
    NOT_UNIQUE,
    /** A statement that the store is told of accounts with names what is not there. */
    WRONG_STATEMENT,
    /** The store does not run such a statement, for want of a right or another reason. */
    STATEMENT_REFUSED,
    /** Rows of a type that no way names, so that nobody would find them. */
    UNNAMED_TYPE,
    /** Rows that have to be looked at cannot be read. */
    UNREADABLE,
    /** A kind of table, or of reference, that this version cannot follow. */
    UNSUPPORTED,
    /** A column to anonymize cannot take the value. */
    NOT_ASSIGNABLE,
    /** Deleting would change rows that stay, or do nobody knows what, and nobody accepted it. */
    SIDE_EFFECT,
    /** Deleting or updating would be refused, because a publication cannot describe the rows. */
    UNPUBLISHABLE,
    /** Deleting would be refused, because rows that stay refer to rows that go. */
    KEPT_REFERENCE;

    /** True if the catalog names something that the store does not have, or not like this. */
    public boolean isWrongName() {
      return this == MISSING_TABLE
          || this == MISSING_COLUMN
          || this == MISSING_NAME
          || this == WRONG_ACCOUNTS
          || this == TYPE_MISMATCH
          || this == WRONG_STATEMENT;
    }

    /** True if it stands in the way of erasing a whole account, but not of erasing single sets. */
    public boolean concernsWholeAccountsOnly() {
      return this == UNCLASSIFIED
          || this == UNLISTED
          || this == UNNAMED_TYPE
          || this == KEPT_REFERENCE;
    }
  }

  /** True if it is about a table of which nobody said whose the rows are. */
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
