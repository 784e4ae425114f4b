package dev.lapse.catalog.discover.find;

import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.NameMatching;
import dev.lapse.catalog.discover.finding.ReferenceCandidate;
import dev.lapse.catalog.live.PersonalColumns;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Lookup tables: few rows that rows of many accounts refer to, such as countries, currencies or
 * plans; also tables that only shared tables refer to. Never a table with columns of personal data.
 */
public final class FindLookup implements Finder {
  private static final int ACCOUNTS = 3;
  private static final double REFERENCES_PER_ROW = 2.5;
  private static final double MOST = 0.8;

  @Override
  public Optional<Finding> find(Table table, Findings findings) {
    if (!FindReference.ways(table, findings).isEmpty()
        || !FindOptional.parts(table, findings).isEmpty()
        || isPersonal(table)) {
      return Optional.empty();
    }
    Optional<Finding> relation = relationOfShared(table, findings);
    if (relation.isPresent()) {
      return relation;
    }
    List<ReferenceCandidate> all = findings.references().to(table);
    List<ReferenceCandidate> links = Referrers.links(table, findings);
    if (!all.isEmpty()
        && all.stream()
            .allMatch(referenceCandidate -> findings.isShared(referenceCandidate.from()))) {
      return Optional.of(
          Finding.shared(
              "only shared tables refer to it: "
                  + all.stream()
                      .map(referenceCandidate -> referenceCandidate.from().toString())
                      .distinct()
                      .collect(Collectors.joining(", "))));
    }
    return links.isEmpty() || !findings.sample(table).whole()
        ? Optional.empty()
        : usedByMany(Referrers.sampled(table, links, findings));
  }

  private static Optional<Finding> usedByMany(Referrers referrers) {
    int rows = referrers.counts().size();
    boolean clear =
        rows > 0
            && referrers.mostAccounts() >= ACCOUNTS
            && referrers.references() >= rows * REFERENCES_PER_ROW
            && referrers.several() * 2 >= rows // rows of one account each are not everybody's
            && referrers.several() >= referrers.repeated() * MOST;
    return clear
        ? Optional.of(
            Finding.shared(
                "%d sampled references of %d accounts lead to %d rows, up to %d accounts to one"
                    .formatted(
                        referrers.references(),
                        referrers.distinctAccounts(),
                        rows,
                        referrers.mostAccounts())))
        : Optional.empty();
  }

  /** True if it has columns as persons have them. */
  public static boolean isPersonal(Table table) {
    return table.columns().stream().anyMatch(column -> isPersonal(column.name()));
  }

  /** True if a column of this name may have personal data. */
  public static boolean isPersonal(String column) {
    return PersonalColumns.isOfPerson(NameMatching.plain(column));
  }

  /** Its key consists of references to shared tables, such as the features of a plan. */
  private static Optional<Finding> relationOfShared(Table table, Findings findings) {
    List<ReferenceCandidate> shared =
        findings.references().toOthers(table).stream()
            .filter(referenceCandidate -> findings.isShared(referenceCandidate.to()))
            .toList();
    List<String> covered =
        shared.stream()
            .flatMap(referenceCandidate -> referenceCandidate.columns().stream())
            .toList();
    return table.primaryKey().size() > 1 && covered.containsAll(table.primaryKey())
        ? Optional.of(
            Finding.shared(
                "its key refers to shared tables: "
                    + shared.stream()
                        .map(ReferenceCandidate::to)
                        .distinct()
                        .map(TableName::toString)
                        .collect(Collectors.joining(", "))))
        : Optional.empty();
  }
}
