package dev.lapse.erase.s3;

/** S3's result for the deletion of one item. */
sealed interface DeletionResult {
  /** Reported as deleted. The next listing shows whether it is. */
  record Said() implements DeletionResult {}

  /**
   * It was not deleted.
   *
   * @param code of S3
   */
  record Refused(String code) implements DeletionResult {}
}
