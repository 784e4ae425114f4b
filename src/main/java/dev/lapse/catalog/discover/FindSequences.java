package dev.lapse.catalog.discover;

import dev.lapse.catalog.AccountSequence;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.sample.KeyLookups;
import dev.lapse.catalog.discover.sample.KeyValues;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sequences with the key of an account in their name: each account has its own. */
final class FindSequences {
  private static final Pattern NUMBER = Pattern.compile("(?<![0-9])[1-9][0-9]*(?![0-9])");
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
  private static final int TWO = 2;

  private FindSequences() {}

  /**
   * Sequences of one pattern.
   *
   * @param sure false if the numbers in their names may mean something else
   */
  record Found(AccountSequence sequence, boolean sure, String reason) {}

  static List<Found> of(Findings findings) {
    Table accounts = findings.accounts().orElse(null);
    Column key = findings.accountKey().orElse(null);
    if (accounts == null || key == null) {
      return List.of();
    }
    Map<TableName, Set<String>> keys = new TreeMap<>();
    for (TableName sequence : findings.schema().sequences()) {
      Matcher matcher = pattern(key).matcher(sequence.table());
      while (matcher.find()) {
        String name =
            sequence.table().substring(0, matcher.start())
                + AccountSequence.ACCOUNT
                + sequence.table().substring(matcher.end());
        keys.computeIfAbsent(new TableName(sequence.schema(), name), none -> new TreeSet<>())
            .add(matcher.group());
      }
    }
    List<Found> found = new ArrayList<>();
    keys.forEach(
        (pattern, values) -> {
          KeyLookups.Found there = findings.lookups().lookUp(values, accounts, key);
          if (there.present() >= TWO && there.present() * TWO >= there.values()) {
            found.add(found(pattern, there, key, findings));
          }
        });
    return found;
  }

  /** Numbers may count anything; they are keys where most accounts have one. */
  private static Found found(
      TableName pattern, KeyLookups.Found there, Column key, Findings findings) {
    int accounts = findings.sample(findings.accounts().orElseThrow()).rows();
    return new Found(
        new AccountSequence(
            findings.store().name(), pattern.schema(), pattern.table(), findings.store().at()),
        !KeyValues.isNumber(key) || (there.all() && there.present() * TWO >= accounts),
        "%d of %d such sequences have the key of an account in their name"
            .formatted(there.present(), there.values()));
  }

  private static Pattern pattern(Column key) {
    if (KeyValues.isUuid(key)) {
      return UUID;
    }
    return KeyValues.isNumber(key) ? NUMBER : WORD;
  }
}
