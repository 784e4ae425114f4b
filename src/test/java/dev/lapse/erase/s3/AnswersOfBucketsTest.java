package dev.lapse.erase.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.lapse.catalog.S3Store;
import dev.lapse.erase.store.ParsedResponse;
import dev.lapse.erase.store.StoreFailed;
import dev.lapse.testing.AnswerTable;
import dev.lapse.testing.AnswerTable.Row;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.s3.S3Client;

/** What {@code docs/stores.md} says of each kind of answer is so. */
class AnswersOfBucketsTest {
  static List<Row> rows() {
    return AnswerTable.of(Path.of("docs/stores.md"));
  }

  @Test
  void everyQuestionHasValidAndInvalidAnswers() {
    for (String question :
        List.of("versions", "kept versions", "uploads", "tags", "versioning", "deletion")) {
      assertThat(rows())
          .filteredOn(row -> row.asked().equals(question))
          .extracting(Row::kind)
          .as(question)
          .contains("valid", "invalid");
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isReadAsTheTableSays(Row row) {
    HttpServer server = AnswerTable.server(row);
    S3Store.Bucket bucket =
        new S3Store.Bucket("files", "eu-west-1", AnswerTable.address(server), "key", "very-secret");
    try (S3Client client = OpenClient.open(bucket)) {
      DescribeS3 describe = new DescribeS3("files");
      ReadBucket read =
          new ReadBucket(new S3Requests(client, "files", describe), describe, List.of());
      assertThat(kind(read, row)).isEqualTo(row.kind());
    } finally {
      server.stop(0);
    }
  }

  private static String kind(ReadBucket read, Row row) {
    try {
      ParsedResponse<?> parsedResponse = ask(read, row.asked());
      if (parsedResponse instanceof ParsedResponse.Found<?>) {
        return "valid";
      }
      return parsedResponse instanceof ParsedResponse.Absent<?> ? "absent" : "invalid";
    } catch (StoreFailed error) {
      return "an error";
    }
  }

  private static ParsedResponse<?> ask(ReadBucket read, String asked) {
    ListedEntry version = new ListedEntry(BucketItem.Kind.VERSION, "accounts/42/a", "null");
    return switch (asked) {
      case "versions" -> read.versions("accounts/42/", null, false);
      case "kept versions" -> read.versions("accounts/42/", null, true);
      case "uploads" -> read.uploads("accounts/42/", null);
      case "tags" -> read.tags(version);
      case "lock" -> read.objectLock();
      case "versioning" -> read.versioning();
      case "deletion" -> read.delete(List.of(BucketItem.of("42", version, true)));
      default -> throw new IllegalArgumentException(asked);
    };
  }
}
