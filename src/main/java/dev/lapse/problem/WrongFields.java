package dev.lapse.problem;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Fields of a request are invalid; {@code errors} lists them. */
public final class WrongFields extends HasProblem {
  private static final long serialVersionUID = 1L;

  /** What is wrong with one field, and how to correct it. */
  public record WrongField(String field, String message) {}

  public WrongFields(List<WrongField> errors) {
    super(
        new Problem(
            ProblemType.INVALID,
            errors.stream().map(WrongField::message).collect(Collectors.joining("; ")),
            Map.of("errors", errors)));
  }

  public WrongFields(String field, String message) {
    this(List.of(new WrongField(field, message)));
  }
}
