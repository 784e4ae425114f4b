package dev.lapse.account.notice;

import dev.lapse.account.ZonedInstant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a page can show after a lapse: what happens when, and what is kept.
 *
 * @param cutOff from when on only the billing page is accessible
 * @param purge from when the data is erased; null if it is retained or not erased
 * @param expiry until when the data is retained by choice; null if it is not
 * @param removedAtLapse sets that are removed now
 * @param kept sets that outlive the account
 * @param anonymized sets that stay, without anything that identifies the customer
 * @param text the same as sentences, by language
 */
public record Confirmation(
    ZonedInstant cutOff,
    @Nullable ZonedInstant purge,
    @Nullable ZonedInstant expiry,
    List<String> removedAtLapse,
    List<KeptSet> kept,
    List<String> anonymized,
    Map<String, List<String>> text) {
  /** A set that outlives the account. */
  public record KeptSet(String set, String why, ZonedInstant until) {
    /** The table's name in readable form. */
    String what() {
      return label(set);
    }
  }

  static String label(String set) {
    return set.substring(set.lastIndexOf('.') + 1).replace('_', ' ');
  }
}
