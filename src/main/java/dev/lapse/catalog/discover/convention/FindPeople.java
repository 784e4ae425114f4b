package dev.lapse.catalog.discover.convention;

import dev.lapse.catalog.Convention;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.find.Finder;
import dev.lapse.catalog.discover.find.Referrers;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.ReferenceCandidate;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * People that several accounts may share. They are owned by all rows of accounts that refer to
 * them: a person who is assigned to a task of another account stays with it.
 */
public final class FindPeople implements Finder {
  private final StoreConventions conventions;

  public FindPeople(StoreConventions conventions) {
    this.conventions = conventions;
  }

  @Override
  public Optional<Finding> find(Table table, Findings findings) {
    return conventions
        .people(table.name())
        .flatMap(people -> found(table, people, findings))
        .or(() -> hangingOn(table, findings));
  }

  private static Optional<Finding> found(Table table, Convention.People people, Findings findings) {
    if (people.stay()) {
      return Optional.of(Finding.shared(String.valueOf(people.why())).by(people));
    }
    List<ReferenceCandidate> links = links(table, people.members(), findings);
    boolean known =
        people.members().stream()
            .allMatch(member -> links.stream().anyMatch(link -> link.from().equals(member)));
    return known
        ? Optional.of(
            Finding.owned(
                    ways(links, people.members()),
                    "people: each goes with the last account that has it")
                .by(people))
        : Optional.empty();
  }

  /** Members first, then all other rows of accounts that refer to people. */
  public static List<OwnedBy> ways(Table table, List<TableName> members, Findings findings) {
    return ways(links(table, members, findings), members);
  }

  private static List<OwnedBy> ways(List<ReferenceCandidate> links, List<TableName> members) {
    return Stream.concat(
            links.stream().filter(link -> members.contains(link.from())),
            links.stream().filter(link -> !members.contains(link.from())))
        .<OwnedBy>map(ReferenceCandidate::upward)
        .distinct()
        .toList();
  }

  private static List<ReferenceCandidate> links(
      Table table, List<TableName> members, Findings findings) {
    return PeopleOfMemberships.among(Referrers.links(table, findings), members, findings);
  }

  /** Where people stay, what hangs on them stays too. */
  private Optional<Finding> hangingOn(Table table, Findings findings) {
    List<ReferenceCandidate> up = findings.references().toOthers(table);
    boolean accounts = up.stream().anyMatch(link -> !findings.isShared(link.to()));
    boolean perhaps =
        findings.references().guesses(table).stream()
            .anyMatch(guess -> !findings.isShared(guess.target().name()));
    return accounts || perhaps
        ? Optional.empty()
        : up.stream()
            .filter(link -> link.mandatory() || findings.sample(table).filled(link.columns()) > 0)
            .flatMap(link -> conventions.staying(link.to(), findings).stream())
            .findFirst()
            .map(people -> Finding.shared("hangs on people, who stay").by(people));
  }
}
