package dev.lapse.catalog.discover.finding;

import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.OwnedBy;
import java.util.List;

/** The owner of a table's rows, and the reason for it. */
public record Finding(Ownership ownership, String reason) {
  public static final String QUESTION = "needs an answer";

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
