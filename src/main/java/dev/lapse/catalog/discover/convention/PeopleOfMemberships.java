package dev.lapse.catalog.discover.convention;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.find.Referrers;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.ReferenceCandidate;
import dev.lapse.catalog.discover.sample.KeyLookups;
import dev.lapse.catalog.discover.sample.OwnerExpressions;
import dev.lapse.catalog.discover.sample.Sample;
import dev.lapse.catalog.discover.sample.SqlFragments;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tables some of whose rows only a person has: a site of a person, beside sites of accounts. Such
 * rows go with the person, who then cannot go with them; so the memberships have to say it all.
 */
final class PeopleOfMemberships {
  private final List<ReferenceCandidate> members;
  private final Findings findings;

  private PeopleOfMemberships(List<ReferenceCandidate> members, Findings findings) {
    this.members = members;
    this.findings = findings;
  }

  /**
   * The references by which a person goes with accounts: all, unless some rows are only a person's,
   * and every other row that hangs together with such a table names a member of its account.
   */
  static List<ReferenceCandidate> among(
      List<ReferenceCandidate> links, List<TableName> members, Findings findings) {
    List<ReferenceCandidate> ofMembers =
        links.stream().filter(link -> members.contains(link.from())).toList();
    PeopleOfMemberships people = new PeopleOfMemberships(ofMembers, findings);
    List<Table> alone =
        links.stream()
            .filter(link -> !members.contains(link.from()) && people.hasRowsOfPeople(link))
            .map(link -> findings.table(link.from()))
            .toList();
    List<ReferenceCandidate> hanging =
        links.stream()
            .filter(
                link ->
                    alone.stream()
                        .anyMatch(
                            table ->
                                table.name().equals(link.from())
                                    || Referrers.dependsOn(
                                        link.from(), table, findings, new TreeSet<>())))
            .toList();
    boolean needless = hanging.stream().allMatch(people::namesMembers);
    return needless ? links.stream().filter(link -> !hanging.contains(link)).toList() : links;
  }

  /** True if a sampled row has the reference, and no account's key. */
  private boolean hasRowsOfPeople(ReferenceCandidate link) {
    List<OwnedBy> ways = findings.ways(link.from());
    Sample sample = findings.sample(findings.table(link.from()));
    return ways.stream().allMatch(OwnedBy.Key.class::isInstance)
        && IntStream.range(0, sample.rows())
            .anyMatch(
                row ->
                    sample.isFilled(row, link.columns())
                        && ways.stream().noneMatch(way -> sample.isFilled(row, way.columns())));
  }

  /** True if each row of an account names a person who is a member of that account. */
  private boolean namesMembers(ReferenceCandidate link) {
    Table table = findings.table(link.from());
    Optional<String> owner = findings.owners().ofRow(table, "t");
    List<String> conditions = new ArrayList<>();
    for (ReferenceCandidate member : members) {
      Table of = findings.table(member.from());
      Optional<String> account = findings.owners().ofRow(of, "m");
      if (account.isPresent()
          && owner.isPresent()
          && member.toColumns().equals(link.toColumns())
          && findings.lookups().isQuick(of, member.columns())) {
        conditions.add(
            "exists (select from %s m where %s and %s = t.owner)"
                .formatted(
                    SqlFragments.from(of),
                    OwnerExpressions.join(of, "m", member.columns(), table, "t", link.columns()),
                    account.get()));
      }
    }
    if (conditions.isEmpty()) {
      return false;
    }
    boolean whole = findings.blocks(table.name()) <= KeyLookups.SOME;
    boolean[] all = {false};
    String trouble =
        findings
            .statements()
            .tryQuery(
                "select not exists (select from (select t.*, %s as owner from %s t) t where %s and t.owner is not null and not (%s))"
                    .formatted(
                        owner.orElseThrow(),
                        whole ? SqlFragments.from(table) : findings.sample(table).from(),
                        link.columns().stream()
                            .map(column -> SqlFragments.column("t", column) + " is not null")
                            .collect(Collectors.joining(" and ")),
                        String.join(" or ", conditions)),
                List.of(),
                row -> all[0] = row.getBoolean(1));
    return trouble == null && all[0];
  }
}
