package dev.lapse.catalog.review;

import dev.lapse.catalog.TableName;
import java.util.ArrayList;
import java.util.List;

/**
 * What an answer would do to the rows of a table.
 *
 * @param table the table
 * @param rows how many rows were read, and whose they are
 * @param all true if these are all of its rows
 * @param account the account with most rows among them; empty if no row has one
 * @param stay true if all rows stay by this answer, whatever known paths say
 * @param trouble why rows could not be read; empty if they could
 */
public record Preview(
    TableName table, Rows rows, boolean all, String account, boolean stay, String trouble) {

  /**
   * Numbers of rows.
   *
   * @param goes rows of the account with most of them
   * @param ofOthers rows of other accounts
   * @param ofSeveral rows that go with the last of several accounts
   * @param undecided rows that refer to rows of tables that are questions themselves
   * @param elsewhere rows that only another path than those of the answer leads to an account
   * @param ofNobody rows that no known path leads to an account
   */
  public record Rows(
      long goes, long ofOthers, long ofSeveral, long undecided, long elsewhere, long ofNobody) {
    long read() {
      return led() + undecided + ofNobody;
    }

    long led() {
      return goes + ofOthers + ofSeveral + elsewhere;
    }
  }

  /** How many rows were read. */
  public long read() {
    return rows.read();
  }

  /** Those of them that have an owner by the answer. */
  public long owned() {
    return stay ? 0 : rows.goes() + rows.ofOthers() + rows.ofSeveral();
  }

  /** True if each row that was read has an owner. */
  boolean isBorneOut() {
    return trouble.isEmpty() && !stay && rows.ofNobody() + rows.undecided() + rows.elsewhere() == 0;
  }

  /** One sentence. */
  public String sentence() {
    if (!trouble.isEmpty()) {
      return (stay
              ? "all rows stay; not known whether any leads to an account: "
              : "not known what it would erase: ")
          + trouble;
    }
    if (read() == 0) {
      return "%s is empty".formatted(table);
    }
    String of =
        "of %s of %s"
            .formatted(
                all
                    ? "%,d %s".formatted(read(), read() == 1 ? "row" : "rows")
                    : "the first %,d rows".formatted(read()),
                table);
    if (rows.ofNobody() == read()) {
      return of + " no known path leads any to an account: all stay";
    }
    return stay ? staying(of) : going(of);
  }

  private String staying(String of) {
    List<String> also = new ArrayList<>();
    if (!account.isEmpty()) {
      also.add("%,d of account %s".formatted(rows.goes(), account));
    }
    add(also, rows.led() - rows.goes(), account.isEmpty() ? "%,d of accounts" : "%,d of others");
    add(also, rows.undecided(), "%,d that refer to tables not decided yet");
    return of + " all stay, also " + joined(also);
  }

  private String going(String of) {
    List<String> staying = new ArrayList<>();
    if (!account.isEmpty()) {
      staying.add("%,d of other accounts".formatted(rows.ofOthers()));
      add(staying, rows.ofSeveral(), "%,d that several accounts have");
    }
    add(staying, rows.undecided(), "%,d that refer to tables not decided yet");
    add(staying, rows.elsewhere(), "%,d that another path leads to an account");
    staying.add("%,d of nobody".formatted(rows.ofNobody()));
    String goes =
        account.isEmpty()
            ? (rows.ofSeveral() == 0
                ? "none goes by this answer"
                : "%,d go with the last of several accounts".formatted(rows.ofSeveral()))
            : "erasing account %s takes %,d".formatted(account, rows.goes());
    return "%s, %s; %s stay".formatted(of, goes, joined(staying));
  }

  private static void add(List<String> parts, long count, String text) {
    if (count > 0) {
      parts.add(text.formatted(count));
    }
  }

  private static String joined(List<String> parts) {
    int last = parts.size() - 1;
    return last == 0
        ? parts.get(0)
        : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
  }

  /**
   * Some rows, side by side.
   *
   * @param types how many rows are of each type, for each column that the decision reads types from
   */
  public record Sample(List<Line> lines, List<Line> types) {}

  /**
   * One column of the sample.
   *
   * @param values masked, except in columns that the decision is about
   */
  public record Line(String column, List<String> values) {}
}
