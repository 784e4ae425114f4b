package dev.lapse.erase.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * The erasure of some accounts from all stores of a cell. Stores finish in the order databases,
 * services, buckets: what a database refuses when it commits is refused before anything is gone
 * that no transaction gives back. They prepare in the opposite order, so that no transaction of a
 * database is open while a service thinks.
 */
public final class OpenErasures implements AutoCloseable {
  private final List<OpenErasure> inOrder = new ArrayList<>();

  /**
   * Begins in every store.
   *
   * @param stores in the order in which they finish
   */
  public static OpenErasures begin(
      List<StoreErasure> stores, Function<StoreErasure, OpenErasure> begin) {
    OpenErasures open = new OpenErasures();
    try {
      stores.forEach(store -> open.inOrder.add(begin.apply(store)));
      return open;
    } catch (RuntimeException failed) {
      open.close();
      throw failed;
    }
  }

  /** Prepares every store; see {@link OpenErasure#prepare}. */
  public void prepare() {
    List<OpenErasure> reversed = new ArrayList<>(inOrder);
    Collections.reverse(reversed);
    reversed.forEach(OpenErasure::prepare);
  }

  /**
   * Finishes store after store.
   *
   * @return false if one of them was asked to stop; those after it were not begun
   */
  public boolean finish() {
    for (OpenErasure each : inOrder) {
      if (!each.finish()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    inOrder.forEach(OpenErasure::close);
  }
}
