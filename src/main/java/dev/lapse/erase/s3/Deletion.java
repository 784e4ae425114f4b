package dev.lapse.erase.s3;

/** What S3 said of the deletion of one thing. */
sealed interface Deletion {
  /** It said that it is deleted. Whether it is, the next list shows. */
  record Said() implements Deletion {}

  /**
   * It was not deleted.
   *
   * @param code of S3
   */
  record Refused(String code) implements Deletion {}
}
