package dev.lapse.account.notice;

import java.util.List;
import java.util.Map;

/**
 * What came back with an account, and what did not.
 *
 * @param comesBack {@code account} and, if nothing was erased, {@code data}
 * @param doesNotComeBack {@code data} or {@code payment-details}
 * @param kept sets that outlived the erasure
 * @param text the same as sentences, by language
 */
public record ReactivationResult(
    List<String> comesBack,
    List<String> doesNotComeBack,
    List<Confirmation.KeptSet> kept,
    Map<String, List<String>> text) {}
