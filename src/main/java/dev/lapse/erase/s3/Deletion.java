package dev.lapse.erase.s3;

/** S3's result for the deletion of one item. */
sealed interface Deletion {
  /** Reported as deleted. The next listing shows whether it is. */
  record Said() implements Deletion {}

  /**
   * It was not deleted.
   *
   * @param code of S3
   */
  record Refused(String code) implements Deletion {}
}
