/**
 * What every kind of store implements: {@link dev.lapse.erase.store.StoreErasure}, and the phases
 * of {@link dev.lapse.erase.store.OpenErasure}.
 */
@NullMarked
package dev.lapse.erase.store;

import org.jspecify.annotations.NullMarked;
