package dev.lapse.catalog;

import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.StoreSchema.Table;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a catalog from live stores. What people wrote stays; of the other tables the finders say
 * whose they are, in this order, and what none of them is sure of becomes a question.
 */
public final class DiscoverCatalog {
  private static final List<Finder> FINDERS =
      List.of(
          new FindAccounts(), new FindKeyByForeignKey(), new FindKeyByName(), new FindReference());

  private DiscoverCatalog() {}

  /**
   * The text of a complete {@code catalog.yaml}. The same input gives the same text, and the text
   * as input gives itself.
   *
   * @param existing its stores, and the sets that are kept as they are
   * @param live by name of the store; the sets of other stores stay as they are
   */
  public static String of(Catalog existing, Map<String, StoreSchema> live) {
    WriteCatalog write = new WriteCatalog();
    write.stores(existing);
    for (Store store : existing.stores()) {
      existing.sequencesOf(store).forEach(sequence -> write.sequence(sequence, "as edited"));
      StoreSchema schema = live.get(store.name());
      List<DataSet> known = existing.setsOf(store);
      if (schema == null) {
        known.stream()
            .sorted(Comparator.comparing(DataSet::table))
            .forEach(set -> write.set(set, "not looked at this time"));
      } else {
        discover(store, known, schema, write);
      }
    }
    return write.text();
  }

  private static void discover(
      Store store, List<DataSet> known, StoreSchema schema, WriteCatalog write) {
    Map<TableName, DataSet> edited = new HashMap<>();
    known.forEach(set -> edited.put(set.table(), set));
    Findings findings = new Findings(store, schema, known);
    askUntilNothingIsNew(findings);
    for (Table table : schema.tables().values()) {
      Finding finding = ask(table, findings).orElseGet(() -> AskPeople.about(table, findings));
      DataSet edit = edited.get(table.name());
      if (edit == null || isQuestionWithAnswer(edit, finding)) {
        write.set(store, table.name(), finding);
      } else {
        write.set(edit, isSame(edit, finding) ? finding.reason() : "as edited");
      }
    }
  }

  private static void askUntilNothingIsNew(Findings findings) {
    Map<TableName, Finding> found = new HashMap<>();
    do {
      findings.add(found);
      found = new HashMap<>();
      for (Table table : findings.open()) {
        Optional<Finding> finding = ask(table, findings);
        if (finding.isPresent()) {
          found.put(table.name(), finding.get());
        }
      }
    } while (!found.isEmpty());
  }

  private static Optional<Finding> ask(Table table, Findings findings) {
    return FINDERS.stream().flatMap(finder -> finder.find(table, findings).stream()).findFirst();
  }

  private static boolean isQuestionWithAnswer(DataSet edit, Finding finding) {
    return edit.ownership() instanceof Ownership.Unclassified
        && !(finding.ownership() instanceof Ownership.Unclassified);
  }

  private static boolean isSame(DataSet edit, Finding finding) {
    return edit.ownership().equals(finding.ownership())
        && !edit.billing()
        && edit.keep() == null
        && edit.anonymize().isEmpty();
  }

  /** Says whose the rows of a table are, if it is sure. */
  interface Finder {
    Optional<Finding> find(Table table, Findings findings);
  }

  /** Whose the rows of a table are, and what makes Lapse think so. */
  record Finding(Ownership ownership, String reason) {
    static Finding owned(OwnedBy by, String reason) {
      return new Finding(new Ownership.Owned(List.of(by)), reason);
    }
  }
}
