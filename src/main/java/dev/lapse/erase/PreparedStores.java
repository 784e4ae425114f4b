package dev.lapse.erase;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stores of a cell, ready to be erased from, or the reason why nothing may be.
 *
 * @param blocked why every account fails, or null
 */
public record PreparedStores(List<StoreErasure> stores, @Nullable String blocked) {}
