package dev.lapse.catalog.discover;

import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.find.FindLookup;
import dev.lapse.catalog.discover.find.Referrers;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.NameMatching;
import dev.lapse.catalog.discover.finding.ReferenceCandidate;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.Comparator;
import java.util.List;
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
    boolean people =
        FindLookup.isPersonal(table)
            || PEOPLE.matcher(NameMatching.plain(table.name().table())).matches();
    if (!people) {
      return List.of();
    }
    return Referrers.links(table, findings).stream()
        .filter(ReferenceCandidate::mandatory)
        .filter(link -> !link.isActor())
        .filter(link -> !link.from().equals(findings.store().accounts()))
        .filter(link -> isKey(link, findings) || isNamed(link))
        .sorted(
            Comparator.comparing((ReferenceCandidate link) -> !isKey(link, findings))
                .thenComparing(link -> !isNamed(link))
                .thenComparing(ReferenceCandidate::from))
        .map(ReferenceCandidate::from)
        .distinct()
        .toList();
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
