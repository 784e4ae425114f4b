package dev.lapse.erase.s3;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/** Finds what accounts have in a bucket. */
interface FindItems {
  /** An account that nobody has. What a server shows of it, it shows to every question. */
  String NOBODY = "lapse-asks-for-an-account-that-nobody-has";

  /** True if the bucket could have things of an account with this id, and of it alone. */
  boolean writes(String id);

  /**
   * Passes on everything, some at a time.
   *
   * @param some answers whether to go on
   */
  void each(Collection<String> ids, Predicate<List<Item>> some);

  /**
   * Those of the items that a further list names, too, in their order. What only one list names, it
   * may have made up.
   */
  List<Item> confirmed(List<Item> items);

  /**
   * Asks each kind of question once that an erasure asks.
   *
   * @throws dev.lapse.erase.StoreFailed if the server does not answer as S3
   */
  void tryOut();
}
