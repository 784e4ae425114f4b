package dev.lapse.helm;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether what a release names is there: required fields, ports, volumes, selectors, objects. */
final class HoldsTogether {
  private static final String NAME = "[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?";

  private final List<String> mistakes = new ArrayList<>();
  private final Release release;
  private final Set<String> foreign;

  private HoldsTogether(Release release, Set<String> foreign) {
    this.release = release;
    this.foreign = foreign;
  }

  /**
   * @param foreign names of objects that are there without the chart
   * @return what does not fit; empty if all does
   */
  static List<String> mistakes(Release release, Set<String> foreign) {
    HoldsTogether check = new HoldsTogether(release, foreign);
    check.names();
    release.pods().forEach(check::pod);
    check.selectors();
    check.ports();
    return check.mistakes;
  }

  private void names() {
    Set<String> seen = new HashSet<>();
    for (HasMetadata object : release.objects()) {
      String name = object.getMetadata().getName();
      refuseIf(name == null || !name.matches(NAME), object.getKind() + " is named " + name);
      refuseIf(
          !seen.add(object.getFullResourceName() + "/" + name),
          object.getKind() + " " + name + " is there twice");
    }
  }

  private void pod(String of, PodTemplateSpec template) {
    PodSpec pod = template.getSpec();
    refuseIf(pod.getContainers().isEmpty(), of + " has no container");
    known(of, ServiceAccount.class, pod.getServiceAccountName());
    Set<String> volumes = new HashSet<>();
    for (Volume volume : pod.getVolumes()) {
      refuseIf(!volumes.add(volume.getName()), of + " has volume " + volume.getName() + " twice");
      if (volume.getConfigMap() != null) {
        known(of, ConfigMap.class, volume.getConfigMap().getName());
      }
    }
    Set<String> containers = new HashSet<>();
    Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
        .forEach(
            container -> {
              refuseIf(!containers.add(container.getName()), of + " has a name twice");
              container(of + "/" + container.getName(), container, volumes);
            });
  }

  private void container(String of, Container container, Set<String> volumes) {
    refuseIf(container.getName() == null, of + " has no name");
    refuseIf(container.getImage() == null || container.getImage().isBlank(), of + " has no image");
    Set<String> variables = new HashSet<>();
    for (EnvVar variable : container.getEnv()) {
      refuseIf(!variables.add(variable.getName()), of + " sets " + variable.getName() + " twice");
      refuseIf(
          (variable.getValue() == null) == (variable.getValueFrom() == null),
          of + " does not set " + variable.getName());
      if (variable.getValueFrom() != null && variable.getValueFrom().getSecretKeyRef() != null) {
        refuseIf(
            Stream.of(
                    variable.getValueFrom().getSecretKeyRef().getName(),
                    variable.getValueFrom().getSecretKeyRef().getKey())
                .anyMatch(part -> part == null || part.isBlank()),
            of + " names no secret for " + variable.getName());
      }
    }
    Set<String> paths = new HashSet<>();
    for (VolumeMount mount : container.getVolumeMounts()) {
      refuseIf(!volumes.contains(mount.getName()), of + " mounts " + mount.getName());
      refuseIf(!paths.add(mount.getMountPath()), of + " mounts twice at " + mount.getMountPath());
    }
    Stream.of(
            container.getStartupProbe(),
            container.getLivenessProbe(),
            container.getReadinessProbe())
        .filter(Objects::nonNull)
        .map(Probe::getHttpGet)
        .forEach(
            get ->
                refuseIf(
                    container.getPorts().stream()
                        .map(ContainerPort::getName)
                        .noneMatch(get.getPort().getStrVal()::equals),
                    of + " has no port " + get.getPort()));
  }

  private void selectors() {
    for (Deployment deployment : release.all(Deployment.class)) {
      matchesOne(deployment, deployment.getSpec().getSelector());
    }
    for (PodDisruptionBudget budget : release.all(PodDisruptionBudget.class)) {
      matchesOne(budget, budget.getSpec().getSelector());
    }
    for (Service service : release.all(Service.class)) {
      refuseIf(
          podsOf(service.getSpec().getSelector()).size() != 1,
          "the service does not lead to the server alone");
    }
  }

  private void matchesOne(HasMetadata object, LabelSelector selector) {
    refuseIf(
        podsOf(selector.getMatchLabels()).size() != 1,
        object.getKind() + " does not select the server alone");
  }

  private List<PodTemplateSpec> podsOf(Map<String, String> labels) {
    return release.pods().values().stream()
        .filter(pod -> pod.getMetadata().getLabels().entrySet().containsAll(labels.entrySet()))
        .toList();
  }

  private void ports() {
    Service service = release.the(Service.class);
    Set<String> ofServer =
        podsOf(service.getSpec().getSelector()).stream()
            .flatMap(pod -> pod.getSpec().getContainers().stream())
            .flatMap(container -> container.getPorts().stream())
            .map(ContainerPort::getName)
            .collect(Collectors.toSet());
    List<ServicePort> ports = service.getSpec().getPorts();
    for (ServicePort port : ports) {
      refuseIf(port.getPort() == null, "a port of the service has no number");
      refuseIf(
          !ofServer.contains(port.getTargetPort().getStrVal()),
          "no port " + port.getTargetPort() + " in the pods");
    }
    Set<String> names = ports.stream().map(ServicePort::getName).collect(Collectors.toSet());
    release.all(Ingress.class).stream()
        .flatMap(ingress -> ingress.getSpec().getRules().stream())
        .flatMap(rule -> rule.getHttp().getPaths().stream())
        .map(path -> path.getBackend().getService())
        .forEach(
            backend -> {
              refuseIf(!names.contains(backend.getPort().getName()), "the ingress has no port");
              known("Ingress", Service.class, backend.getName());
            });
    release.all(HTTPRoute.class).stream()
        .flatMap(route -> route.getSpec().getRules().stream())
        .flatMap(rule -> rule.getBackendRefs().stream())
        .forEach(
            backend -> {
              known("HTTPRoute", Service.class, backend.getName());
              refuseIf(
                  ports.stream().noneMatch(port -> port.getPort().equals(backend.getPort())),
                  "the route has no port " + backend.getPort());
            });
    for (ServiceMonitor monitor : release.all(ServiceMonitor.class)) {
      refuseIf(
          !service
              .getMetadata()
              .getLabels()
              .entrySet()
              .containsAll(monitor.getSpec().getSelector().getMatchLabels().entrySet()),
          "the monitor does not find the service");
      monitor
          .getSpec()
          .getEndpoints()
          .forEach(
              endpoint -> refuseIf(!names.contains(endpoint.getPort()), "the monitor has no port"));
    }
  }

  private <T extends HasMetadata> void known(String of, Class<T> kind, String name) {
    refuseIf(
        !foreign.contains(name)
            && release.all(kind).stream()
                .noneMatch(each -> each.getMetadata().getName().equals(name)),
        of + " needs " + kind.getSimpleName() + " " + name);
  }

  private void refuseIf(boolean wrong, String mistake) {
    if (wrong) {
      mistakes.add(mistake);
    }
  }
}
