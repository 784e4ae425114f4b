package dev.lapse.erase.store;

import dev.lapse.account.RowCounts;
import java.util.Map;

/**
 * What an erasure would do in a store.
 *
 * @param rows rows that would be erased
 * @param refused why accounts would not be erased
 */
public record ErasurePreview(RowCounts rows, Map<String, String> refused) {}
