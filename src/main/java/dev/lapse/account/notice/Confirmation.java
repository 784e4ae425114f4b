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
 * @param removedAtLapse sets that are removed at the lapse
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
  /**
   * A set that outlives the account.
   *
   * @param label what customers call it, by language; empty if the catalog does not say
   * @param why for operators, in the words of the catalog
   */
  public record KeptSet(String set, Map<String, String> label, String why, ZonedInstant until) {}
}
