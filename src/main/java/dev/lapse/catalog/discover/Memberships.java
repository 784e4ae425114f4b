package dev.lapse.catalog.discover;

import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.find.FindLookup;
import dev.lapse.catalog.discover.find.Referrers;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.NameMatching;
import dev.lapse.catalog.discover.finding.ReferenceCandidate;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The tables that say which account has which person. */
final class Memberships {
  private static final Pattern PEOPLE =
      Pattern.compile("(.*_)?(users?|person|persons|people|identity|identities|logins?|profiles?)");
  private static final Pattern MEMBERS =
      Pattern.compile(
          ".*(member|role|team|staff|collaborator|participant|seat|access|grant|_users?$|^users?_).*");

  private Memberships() {}

  /** The best one first; none if the table is not one of people. */
  static List<TableName> of(Table table, Findings findings) {
    return Referrers.links(table, findings).stream()
        .filter(link -> isMembership(link, table, findings))
        .sorted(
            Comparator.comparing((ReferenceCandidate link) -> !isKey(link, findings))
                .thenComparing(link -> !isNamed(link))
                .thenComparing(ReferenceCandidate::from))
        .map(ReferenceCandidate::from)
        .distinct()
        .toList();
  }

  /**
   * True if a path that not every row must have, such as {@code last_account_id}, does not say
   * whose a person is, because rows of several accounts name the same person; also as long as that
   * is not known.
   */
  static boolean contradict(Table table, Finding finding, Findings findings) {
    boolean optional =
        finding.by() == null
            && finding.ownership() instanceof Ownership.Owned owned
            && owned.by().stream()
                .allMatch(way -> !(way instanceof OwnedBy.Referrer) && isOptional(way, table));
    if (!optional) {
      return false;
    }
    List<ReferenceCandidate> members =
        findings.references().to(table).stream()
            .filter(link -> isMembership(link, table, findings))
            .toList();
    return members.stream().anyMatch(link -> findings.isOpen(link.from()))
        || Referrers.ofSample(
                    table,
                    members.stream().filter(link -> findings.isOwned(link.from())).toList(),
                    findings)
                .several()
            > 0;
  }

  private static boolean isOptional(OwnedBy way, Table table) {
    return way.columns().stream()
        .anyMatch(name -> table.column(name).filter(column -> !column.notNull()).isPresent());
  }

  private static boolean isMembership(ReferenceCandidate link, Table table, Findings findings) {
    boolean people =
        isPersonal(table, findings)
            || PEOPLE.matcher(NameMatching.plain(table.name().table())).matches();
    return people
        && link.mandatory()
        && !link.isActor()
        && !link.from().equals(findings.store().accounts())
        && (isKey(link, findings) || isNamed(link));
  }

  /** True if it has columns as persons have them; a reference to a token is not one. */
  private static boolean isPersonal(Table table, Findings findings) {
    Set<String> references = new TreeSet<>();
    findings.foreignKeysOf(table.name()).forEach(key -> references.addAll(key.fromColumns()));
    return table.columns().stream()
        .anyMatch(
            column -> FindLookup.isPersonal(column.name()) && !references.contains(column.name()));
  }

  /** True if a person can be there several times, once for each of something else. */
  private static boolean isKey(ReferenceCandidate link, Findings findings) {
    return findings.table(link.from()).uniqueKeys().stream()
        .anyMatch(key -> key.size() > 1 && key.containsAll(link.columns()));
  }

  private static boolean isNamed(ReferenceCandidate link) {
    return MEMBERS.matcher(NameMatching.plain(link.from().table())).matches();
  }
}
