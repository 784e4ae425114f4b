package dev.lapse.run.record;

import dev.lapse.catalog.Catalog;
import dev.lapse.plan.AllJobSettings;
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

  /** Why the plan of a run can no longer be approved, in words; empty if it can. */
  public Optional<String> obstacle(Run run) {
    if (settings.get(run.job()).mode() != run.mode()) {
      return Optional.of("the job is now in mode " + EnumNames.of(settings.get(run.job()).mode()));
    }
    if (!policy.get().version().equals(run.policyVersion())) {
      return Optional.of("the policy has changed since");
    }
    return catalog.get().version().equals(run.catalogVersion())
        ? Optional.empty()
        : Optional.of("the catalog has changed since");
  }
}
