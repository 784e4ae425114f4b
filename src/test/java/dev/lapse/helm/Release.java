package dev.lapse.helm;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a rendered chart consists of. */
record Release(List<HasMetadata> objects) {
  static Release read(String manifests) {
    return new Release(YamlText.readAll(manifests).stream().map(ReadStrictly::object).toList());
  }

  <T extends HasMetadata> List<T> all(Class<T> kind) {
    return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The only one of a kind. */
  <T extends HasMetadata> T the(Class<T> kind) {
    List<T> all = all(kind);
    if (all.size() != 1) {
      throw new AssertionError(all.size() + " of " + kind.getSimpleName());
    }
    return all.get(0);
  }

  /** One of several of a kind, by the end of its name. */
  <T extends HasMetadata> T the(Class<T> kind, String end) {
    return all(kind).stream()
        .filter(each -> each.getMetadata().getName().endsWith(end))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " *" + end));
  }

  /** Every pod that comes of it, by the name of what makes it. */
  Map<String, PodTemplateSpec> pods() {
    Map<String, PodTemplateSpec> pods = new LinkedHashMap<>();
    for (HasMetadata object : objects) {
      String name = object.getKind() + " " + object.getMetadata().getName();
      if (object instanceof Deployment deployment) {
        pods.put(name, deployment.getSpec().getTemplate());
      } else if (object instanceof Job job) {
        pods.put(name, job.getSpec().getTemplate());
      } else if (object instanceof Pod pod) {
        pods.put(
            name,
            new PodTemplateSpecBuilder()
                .withMetadata(pod.getMetadata())
                .withSpec(pod.getSpec())
                .build());
      }
    }
    return pods;
  }
}
