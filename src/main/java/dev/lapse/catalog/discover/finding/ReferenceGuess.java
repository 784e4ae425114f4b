package dev.lapse.catalog.discover.finding;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.sample.KeyLookups;
import dev.lapse.catalog.discover.sample.KeyValues;
import dev.lapse.catalog.discover.sample.Sample;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.List;
import java.util.Set;

/**
 * A reference that the name of a column suggests, and the evidence of the sampled values.
 *
 * @param rank how well the name fits; lower is better
 * @param filled how many sampled rows have a value
 */
public record ReferenceGuess(
    Table table,
    Column column,
    Table target,
    Column key,
    int rank,
    int filled,
    KeyLookups.Found found) {
  /** With a matching name, this many values that are all keys are no coincidence. */
  public static final int ENOUGH = 20;

  /** The same for values that cannot be keys by coincidence. */
  public static final int ENOUGH_THAT_CANNOT_COINCIDE = 3;

  public static ReferenceGuess of(
      Table table, Column column, Table target, Column key, int rank, Findings findings) {
    Sample sample = findings.sample(table);
    Set<String> values = sample.distinct(column.name());
    return new ReferenceGuess(
        table,
        column,
        target,
        key,
        rank,
        sample.filled(column.name()),
        sample.trouble() == null
            ? findings.lookups().lookUp(values, target, key)
            : new KeyLookups.Found(0, 0, sample.trouble()));
  }

  boolean isConfirmed() {
    boolean telling = KeyValues.isUuid(key);
    return found.all() && filled >= (telling ? ENOUGH_THAT_CANNOT_COINCIDE : ENOUGH);
  }

  /** True if it says who did something rather than where the row belongs. */
  public boolean isActor() {
    return NameMatching.isActor(column.name());
  }

  /** True if most values are not keys: the name means something else. */
  boolean isRefuted() {
    return found.trouble() == null && found.values() > 0 && found.present() * 2 < found.values();
  }

  /** {@code 200 of 200 sampled values are keys of public.account}. */
  public String figures() {
    if (found.trouble() != null) {
      return "not sampled: " + found.trouble();
    }
    return found.values() == 0
        ? "there are no values to tell"
        : "%d of %d sampled values are keys of %s"
            .formatted(found.present(), found.values(), target.name());
  }

  public OwnedBy.Reference way() {
    return new OwnedBy.Reference(List.of(column.name()), target.name(), List.of(key.name()), null);
  }

  public String reference() {
    return "%s -> %s.%s"
        .formatted(TableName.written(column.name()), target.name(), TableName.written(key.name()));
  }
}
