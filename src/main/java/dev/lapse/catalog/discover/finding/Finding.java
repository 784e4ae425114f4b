package dev.lapse.catalog.discover.finding;

import dev.lapse.catalog.Convention;
import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.OwnedBy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The owner of a table's rows, and the reason for it.
 *
 * @param by the name of the convention that says so; null if none does
 */
public record Finding(Ownership ownership, String reason, @Nullable String by) {
  public static final String QUESTION = "needs an answer";

  public Finding(Ownership ownership, String reason) {
    this(ownership, reason, null);
  }

  public Finding by(Convention convention) {
    return new Finding(ownership, reason, convention.name());
  }

  /** The same, made by the convention of another finding, if any; a question has none. */
  public Finding like(Finding other) {
    return new Finding(
        ownership, reason, ownership instanceof Ownership.Unclassified ? null : other.by);
  }

  public static Finding owned(OwnedBy by, String reason) {
    return owned(List.of(by), reason);
  }

  public static Finding owned(List<OwnedBy> by, String reason) {
    return new Finding(new Ownership.Owned(by), reason);
  }

  public static Finding shared(String reason) {
    return new Finding(new Ownership.Shared(), reason);
  }

  public static Finding question(String question) {
    return new Finding(new Ownership.Unclassified(question), QUESTION);
  }
}
