package dev.lapse.erase.s3;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/** Finds the items of accounts in a bucket. */
interface FindItems {
  /** The id of an account that does not exist. A server that lists items of it is unreliable. */
  String NOBODY = "lapse-asks-for-an-account-that-nobody-has";

  /** True if the bucket could have items of exactly this account. */
  boolean isValidKey(String id);

  /**
   * Passes on all items, some at a time.
   *
   * @param some returns whether to continue
   */
  void each(Collection<String> ids, Predicate<List<BucketItem>> some);

  /**
   * Those of the items that a further listing also contains, in order. An entry of only one listing
   * may not exist.
   */
  List<BucketItem> confirmed(List<BucketItem> items);

  /**
   * Makes each kind of request once that an erasure makes.
   *
   * @throws dev.lapse.erase.store.StoreFailed if the server does not answer as S3
   */
  void tryOut();
}
