package dev.lapse.problem;

/** An exception for a mistake of the caller, not of Lapse. Nothing was changed. */
public abstract class HasProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  protected HasProblem(Problem problem) {
    super(problem.detail());
    this.problem = problem;
  }

  public final Problem problem() {
    return problem;
  }
}
