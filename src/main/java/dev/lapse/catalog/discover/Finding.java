package dev.lapse.catalog.discover;

import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.OwnedBy;
import java.util.List;

/** The owner of a table's rows, and the reason for it. */
record Finding(Ownership ownership, String reason) {
  static final String QUESTION = "needs an answer";

  static Finding owned(OwnedBy by, String reason) {
    return owned(List.of(by), reason);
  }

  static Finding owned(List<OwnedBy> by, String reason) {
    return new Finding(new Ownership.Owned(by), reason);
  }

  static Finding shared(String reason) {
    return new Finding(new Ownership.Shared(), reason);
  }

  static Finding question(String question) {
    return new Finding(new Ownership.Unclassified(question), QUESTION);
  }
}
