package dev.lapse.catalog.discover;

import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.DataSet.SideEffects;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.live.StoreSchema.Event;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import dev.lapse.catalog.live.StoreSchema.OnDelete;
import dev.lapse.catalog.live.StoreSchema.Table;
import dev.lapse.catalog.live.StoreSchema.TableKind;
import dev.lapse.catalog.live.StoreSchema.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Notes for the reviewer of an entry, in addition to its reason. */
final class EntryNotes {
  private EntryNotes() {}

  static List<String> of(
      Table table, Ownership ownership, SideEffects sideEffects, Findings findings) {
    List<String> notes = new ArrayList<>();
    boolean owned = ownership instanceof Ownership.Owned;
    if (table.name().equals(findings.store().accounts())) {
      nested(table, findings, notes);
    } else if (!sideEffects.refers().isEmpty()) {
      notes.add("refers by name and sampled values");
    }
    if (!sideEffects.largeObjects().isEmpty()) {
      notes.add("all sampled values are large objects");
    }
    String triggers =
        findings.schema().triggersOf(table.name(), Event.DELETE).stream()
            .map(Trigger::name)
            .collect(Collectors.joining(", "));
    if (owned && !triggers.isEmpty()) {
      notes.add(
          "on delete runs trigger %s: blocked until accepts or bypasses names it"
              .formatted(triggers));
    }
    if (table.kind() == TableKind.INHERITED) {
      notes.add("inherits: only its own rows");
    }
    sideEffects(table, ownership, findings, notes);
    return notes;
  }

  private static void nested(Table accounts, Findings findings, List<String> notes) {
    List<String> names = new ArrayList<>();
    findings.schema().foreignKeys().stream()
        .filter(key -> key.from().equals(accounts.name()) && key.to().equals(accounts.name()))
        .forEach(key -> names.add(key.name()));
    FindSideEffects.parents(accounts, findings)
        .forEach(referenceGuess -> names.add(referenceGuess.reference()));
    if (!names.isEmpty()) {
      notes.add(
          "nested: an account with children is blocked until accepts names %s, which detaches them"
              .formatted(String.join(", ", names)));
    }
  }

  /** Foreign keys that would delete or change rows that may stay. */
  private static void sideEffects(
      Table table, Ownership ownership, Findings findings, List<String> notes) {
    boolean mayStay =
        ownership instanceof Ownership.Shared
            || (ownership instanceof Ownership.Owned
                && FindSideEffects.mayBeShared(table, findings));
    for (ForeignKey key : findings.schema().foreignKeys()) {
      if (!key.from().equals(table.name())
          || !findings.isOwned(key.to())
          || key.onDelete() == OnDelete.NO_ACTION
          || key.onDelete() == OnDelete.RESTRICT
          || isWay(key, findings)) {
        continue;
      }
      String action =
          switch (key.onDelete()) {
            case CASCADE -> "deletes rows";
            case SET_NULL, SET_DEFAULT -> "changes rows";
            case NO_ACTION, RESTRICT -> "refuses";
          };
      if (mayStay) {
        notes.add(
            "%s %s that stay when %s goes: blocked until accepts names it"
                .formatted(key.name(), action, key.to()));
      } else if (ownership instanceof Ownership.Owned && !findings.isMandatory(key)) {
        notes.add("%s %s of another account that point here".formatted(key.name(), action));
      }
    }
  }

  private static boolean isWay(ForeignKey key, Findings findings) {
    return findings.ways(key.from()).stream()
        .anyMatch(
            way ->
                way.match(
                    only ->
                        findings.holdsAccountKey(key) && key.fromColumns().equals(only.columns()),
                    reference ->
                        reference.parent().equals(key.to())
                            && reference.columns().equals(key.fromColumns()),
                    referrer -> false));
  }
}
