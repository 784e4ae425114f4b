package dev.lapse.account.notice;

import dev.lapse.account.ZonedInstant;
import dev.lapse.account.notice.Confirmation.KeptSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Sentences about data that stays. Customers read the labels of the catalog: sets with the same
 * label are one thing to them, and sets without a label are not named.
 */
final class NameSets {
  private NameSets() {}

  /**
   * What is kept, and until when; the latest instant where several sets have one label.
   *
   * @param key of the sentence with names; with {@code -unnamed}, of the one without
   */
  static List<String> kept(CustomerMessages messages, String key, List<KeptSet> sets) {
    Map<String, ZonedInstant> named = new LinkedHashMap<>();
    for (KeptSet set : sets) {
      named.merge(
          messages.in(set.label()),
          set.until(),
          (one, other) -> one.at().isBefore(other.at()) ? other : one);
    }
    List<String> sentences = new ArrayList<>();
    named.entrySet().stream()
        .sorted(Comparator.comparing(set -> set.getKey().isEmpty()))
        .forEach(
            set ->
                sentences.add(
                    set.getKey().isEmpty()
                        ? messages.sentence(key + "-unnamed", "until", set.getValue())
                        : messages.sentence(key, "what", set.getKey(), "until", set.getValue())));
    return sentences;
  }

  /** What stays without anything that identifies the customer. */
  static List<String> anonymized(CustomerMessages messages, List<RetentionNotices.OfSet> sets) {
    String named =
        sets.stream()
            .map(set -> messages.in(set.label()))
            .filter(label -> !label.isEmpty())
            .distinct()
            .collect(Collectors.joining(", "));
    List<String> sentences = new ArrayList<>();
    if (!named.isEmpty()) {
      sentences.add(messages.sentence("anonymized", "what", named));
    }
    if (sets.stream().anyMatch(set -> set.label().isEmpty())) {
      sentences.add(messages.sentence("anonymized-unnamed"));
    }
    return sentences;
  }
}
