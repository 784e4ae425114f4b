package dev.lapse.catalog.review;

import dev.lapse.catalog.TableName;
import java.util.List;

/**
 * What an answer would do to the rows of a table.
 *
 * @param table the table
 * @param read how many rows were read
 * @param all true if these are all of its rows
 * @param account the account with most rows among them; empty if no row has one
 * @param goes rows that an erasure of this account would erase
 * @param ofOthers rows of other accounts
 * @param ofSeveral rows that go with the last of several accounts
 * @param ofNobody rows that belong to no account, and stay
 * @param trouble why rows could not be read; empty if they could
 */
public record Preview(
    TableName table,
    long read,
    boolean all,
    String account,
    long goes,
    long ofOthers,
    long ofSeveral,
    long ofNobody,
    String trouble) {

  /** True if each row that was read has an owner. */
  boolean isBorneOut() {
    return trouble.isEmpty() && ofNobody == 0;
  }

  /** One sentence. */
  public String sentence() {
    if (!trouble.isEmpty()) {
      return "not known what it would erase: " + trouble;
    }
    if (read == 0) {
      return "%s is empty".formatted(table);
    }
    String rows =
        all
            ? "%,d %s".formatted(read, read == 1 ? "row" : "rows")
            : "the first %,d rows".formatted(read);
    if (ofNobody == read) {
      return "of %s of %s none belongs to an account: all stay".formatted(rows, table);
    }
    String several = ofSeveral == 0 ? "" : ", %,d that several accounts have".formatted(ofSeveral);
    return account.isEmpty()
        ? "of %s of %s, %,d go with the last of several accounts; %,d of nobody stay"
            .formatted(rows, table, ofSeveral, ofNobody)
        : "of %s of %s, erasing account %s takes %,d; %,d of other accounts%s and %,d of nobody stay"
            .formatted(rows, table, account, goes, ofOthers, several, ofNobody);
  }

  /** Some rows, side by side. */
  public record Sample(List<Line> lines) {}

  /**
   * One column of the sample.
   *
   * @param values masked, except in columns that the decision is about
   */
  public record Line(String column, List<String> values) {}
}
