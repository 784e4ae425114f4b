package dev.lapse.run.record;

import dev.lapse.catalog.Catalog;
import dev.lapse.plan.AllJobSettings;
import dev.lapse.plan.RunMode;
import dev.lapse.policy.EnumNames;
import dev.lapse.policy.Policy;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Whether a plan may still be approved as a whole. */
@Component
public class PlanStillValid {
  private final AllJobSettings settings;
  private final Supplier<Policy> policy;
  private final Supplier<Catalog> catalog;

  PlanStillValid(AllJobSettings settings, Supplier<Policy> policy, Supplier<Catalog> catalog) {
    this.settings = settings;
    this.policy = policy;
    this.catalog = catalog;
  }

  /** Why the plan of a run cannot be approved, in a sentence; empty if it can. */
  public Optional<String> obstacle(Run run) {
    RunMode mode = settings.get(run.job()).mode();
    if (mode != run.mode()) {
      // the plan is as good as it was; only this process may not carry it out
      return Optional.of(
          "run %d was planned in mode %s, and the job is in mode %s here: set LAPSE_MODE=%s, or mode: %s in %s.yaml"
              .formatted(
                  run.id(),
                  EnumNames.of(run.mode()),
                  EnumNames.of(mode),
                  EnumNames.of(run.mode()),
                  EnumNames.of(run.mode()),
                  run.job().text()));
    }
    if (!policy.get().version().equals(run.policyVersion())) {
      return Optional.of(noLongerValid(run, "policy"));
    }
    return catalog.get().version().equals(run.catalogVersion())
        ? Optional.empty()
        : Optional.of(noLongerValid(run, "catalog"));
  }

  private static String noLongerValid(Run run, String what) {
    return "the plan of run %d is no longer valid: the %s has changed since; plan again with '%s'"
        .formatted(run.id(), what, run.inShell("rerun"));
  }
}
