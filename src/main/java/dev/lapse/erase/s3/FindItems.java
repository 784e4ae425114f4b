package dev.lapse.erase.s3;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/** Finds what accounts have in a bucket. */
interface FindItems {
  /** True if the bucket could have things of an account with this id, and of it alone. */
  boolean writes(String id);

  /**
   * Passes on everything, some at a time.
   *
   * @param some answers whether to go on
   */
  void each(Collection<String> ids, Predicate<List<Item>> some);
}
