package dev.lapse.erase.store;

import java.util.Map;

/**
 * What an erasure would do in a store.
 *
 * @param rows rows that would be erased, by account and set
 * @param refused why accounts would not be erased
 */
public record ErasurePreview(Map<String, Map<String, Long>> rows, Map<String, String> refused) {}
