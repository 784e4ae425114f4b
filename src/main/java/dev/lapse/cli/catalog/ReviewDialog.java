package dev.lapse.cli.catalog;

import dev.lapse.catalog.discover.Decision;
import dev.lapse.catalog.review.Preview;
import dev.lapse.catalog.review.Preview.Line;
import dev.lapse.catalog.review.Review;
import dev.lapse.file.WrongFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shows one decision after the other and reads the answers, a line each. */
final class ReviewDialog {
  private static final int WIDTH = 96;
  private static final int TABLES_SHOWN = 6;

  private final Review review;
  private final BufferedReader in;
  private final PrintWriter out;

  /** An answer of one's own that was shown and not confirmed yet; empty if there is none. */
  private String own = "";

  private boolean ended;

  ReviewDialog(Review review, BufferedReader in, PrintWriter out) {
    this.review = review;
    this.in = in;
    this.out = out;
  }

  /** Until nothing is open and the last answer stands, the person ends it, or the input ends. */
  void run() throws IOException {
    do {
      Optional<Decision> next = review.next();
      while (next.isPresent() && !ended) {
        show(next.get());
        ask(next.get());
        next = review.next();
      }
    } while (!ended && review.mayUndo() && undoesTheLast());
    out.println();
    if (review.left() + review.putOff() == 0) {
      out.println(
          review.isComplete()
              ? "Nothing is open. 'lapse catalog check' says whether the catalog covers the store."
              : "Nothing is open, but the file is not what 'lapse catalog discover' writes now: run it.");
    } else {
      out.printf(
          "%d open, %d of them put off; what was answered is in the file.%n",
          review.left() + review.putOff(), review.putOff());
    }
    out.flush();
  }

  private void show(Decision decision) {
    long others = review.left() - 1L;
    out.println();
    out.println("-".repeat(WIDTH));
    out.printf(
        "%s   (%s)%n",
        decision.name(), others == 0 ? "the last one" : "%d more after this".formatted(others));
    out.println(settles(decision));
    out.println();
    sample(decision);
    List<Decision.Answer> answers = decision.answers();
    for (int i = 0; i < answers.size(); i++) {
      out.printf("  %d  %s%n", i + 1, String.join("%n     ".formatted(), answers.get(i).lines()));
      wrap(review.preview(decision, answers.get(i)).sentence(), "       ");
    }
    if (answers.isEmpty()) {
      why(decision);
    }
  }

  private void sample(Decision decision) {
    Preview.Sample sample = review.sample(decision);
    if (!sample.lines().isEmpty()) {
      out.printf("some rows of %s%n", decision.about());
      sample.lines().forEach(this::row);
      sample
          .types()
          .forEach(types -> wrap(types.column() + ": " + String.join(", ", types.values()), "  "));
      out.println();
    }
  }

  private static String settles(Decision decision) {
    String tables =
        decision.tables().entrySet().stream()
            .limit(TABLES_SHOWN)
            .map(table -> "%s %,d".formatted(table.getKey(), table.getValue()))
            .collect(Collectors.joining(", "));
    int more = decision.tables().size() - TABLES_SHOWN;
    return "settles %d %s, %,d %s: %s%s"
        .formatted(
            decision.tables().size(),
            decision.tables().size() == 1 ? "table" : "tables",
            decision.rows(),
            decision.rows() == 1 ? "row" : "rows",
            tables,
            more > 0 ? " and %d more".formatted(more) : "");
  }

  private void row(Line line) {
    out.printf(
        "  %-22s %s%n",
        line.column(),
        line.values().stream()
            .map("%-24s"::formatted)
            .collect(Collectors.joining(" "))
            .stripTrailing());
  }

  /** Until there is an answer that can be taken. */
  private void ask(Decision decision) throws IOException {
    boolean taken = false;
    while (!taken && !ended) {
      out.println();
      out.println(choices(decision) + "an answer of your own (owned-by: ..., shared: true)");
      out.println("w why, l later, u undo, q quit");
      out.print("> ");
      out.flush();
      String line = in.readLine();
      if (line == null) {
        ended = true;
      } else {
        taken = take(decision, line.strip());
      }
    }
  }

  /** Nothing is shown after the last answer that could still be answered with {@code u}. */
  private boolean undoesTheLast() throws IOException {
    while (true) {
      out.println();
      out.println("That was the last one. Enter ends the review, u undoes the last answer");
      out.print("> ");
      out.flush();
      String line = in.readLine();
      if (line == null || line.isBlank() || line.strip().equals("q")) {
        return false;
      }
      try {
        if (line.strip().equals("u") && undo()) {
          return true;
        }
      } catch (WrongFile wrong) {
        out.println(wrong.getMessage());
      }
    }
  }

  private boolean undo() {
    Optional<Decision> again = review.undo();
    out.println(again.map(one -> "undone: " + one.name()).orElse("nothing to undo"));
    return again.isPresent();
  }

  private String choices(Decision decision) {
    if (!own.isEmpty()) {
      return "Enter writes it; or a number, or ";
    }
    if (decision.likelyAnswer().isPresent()) {
      return "Enter takes 1; or a number, or ";
    }
    return decision.answers().isEmpty() ? "" : "a number, or ";
  }

  private void why(Decision decision) {
    decision.question().lines().forEach(line -> wrap(line, "  "));
  }

  private boolean take(Decision decision, String line) {
    String confirmed = line.isEmpty() ? own : "";
    own = "";
    try {
      switch (line) {
        case "q" -> ended = true;
        case "w" -> why(decision);
        case "l" -> {
          review.later(decision);
          return true;
        }
        case "u" -> {
          return undo();
        }
        default -> {
          return confirmed.isEmpty() ? answer(decision, line) : write(decision, confirmed);
        }
      }
    } catch (WrongFile | IllegalArgumentException wrong) {
      out.println(wrong.getMessage());
    }
    return false;
  }

  private boolean answer(Decision decision, String line) {
    if (line.isEmpty() || line.matches("\\d{1,3}")) {
      if (line.isEmpty() && decision.likelyAnswer().isEmpty()) {
        out.println("no answer is likelier than the others: give a number, or write one");
        return false;
      }
      int number = line.isEmpty() ? 1 : Integer.parseInt(line);
      if (number < 1 || number > decision.answers().size()) {
        out.printf("there is no answer %d%n", number);
        return false;
      }
      Decision.Answer answer = decision.answers().get(number - 1);
      review.answer(decision, answer);
      answer.lines().forEach(written -> out.println("written: " + written));
      return true;
    }
    if (!line.contains(":")) {
      out.printf(
          "'%s' is not an answer; write for example: owned-by: account_id | shared: true%n", line);
      return false;
    }
    review.effect(decision, line).forEach(effect -> wrap(effect, "  "));
    own = line;
    return false;
  }

  private boolean write(Decision decision, String line) {
    review.answer(decision, line);
    out.println("written: " + line);
    return true;
  }

  private void wrap(String text, String indent) {
    StringBuilder line = new StringBuilder(indent);
    for (String word : text.split(" ")) {
      if (line.length() + word.length() > WIDTH && line.length() > indent.length()) {
        out.println(line.toString().stripTrailing());
        line = new StringBuilder(indent);
      }
      line.append(word).append(' ');
    }
    out.println(line.toString().stripTrailing());
  }
}
