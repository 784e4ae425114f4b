package dev.lapse.helm;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SELinuxOptions;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The restricted profile of the Kubernetes pod security standards, with the baseline that it
 * includes, as the documentation of Kubernetes 1.34 states them for Linux.
 */
final class RestrictedStandard {
  private static final Set<String> SECCOMP = Set.of("RuntimeDefault", "Localhost");
  private static final Set<String> SELINUX =
      Set.of("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t");
  private static final Set<String> SYSCTLS =
      Set.of(
          "kernel.shm_rmid_forced",
          "net.ipv4.ip_local_port_range",
          "net.ipv4.ip_unprivileged_port_start",
          "net.ipv4.tcp_syncookies",
          "net.ipv4.ping_group_range",
          "net.ipv4.ip_local_reserved_ports",
          "net.ipv4.tcp_keepalive_time",
          "net.ipv4.tcp_fin_timeout",
          "net.ipv4.tcp_keepalive_intvl",
          "net.ipv4.tcp_keepalive_probes");
  private static final List<Function<Volume, Object>> VOLUMES =
      List.of(
          Volume::getConfigMap,
          Volume::getCsi,
          Volume::getDownwardAPI,
          Volume::getEmptyDir,
          Volume::getEphemeral,
          Volume::getPersistentVolumeClaim,
          Volume::getProjected,
          Volume::getSecret);

  private final List<String> violations = new ArrayList<>();
  private final PodSpec pod;
  private final PodSecurityContext ofPod;

  private RestrictedStandard(PodSpec pod) {
    this.pod = pod;
    ofPod = Objects.requireNonNullElseGet(pod.getSecurityContext(), PodSecurityContext::new);
  }

  /** What a cluster that enforces the profile would say; empty if it lets the pod in. */
  static List<String> violations(PodSpec pod) {
    RestrictedStandard check = new RestrictedStandard(pod);
    check.pod();
    pod.getVolumes().forEach(check::volume);
    Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
        .forEach(check::container);
    return check.violations;
  }

  private void pod() {
    refuseIf(is(pod.getHostNetwork()), "hostNetwork");
    refuseIf(is(pod.getHostPID()), "hostPID");
    refuseIf(is(pod.getHostIPC()), "hostIPC");
    refuseIf(isRoot(ofPod.getRunAsUser()), "runAsUser of the pod");
    refuseIf(isUnconfined(ofPod.getSeccompProfile()), "seccompProfile of the pod");
    refuseIf(isOdd(ofPod.getSeLinuxOptions()), "seLinuxOptions of the pod");
    refuseIf(
        ofPod.getAppArmorProfile() != null
            && "Unconfined".equals(ofPod.getAppArmorProfile().getType()),
        "appArmorProfile of the pod");
    refuseIf(
        ofPod.getWindowsOptions() != null && is(ofPod.getWindowsOptions().getHostProcess()),
        "hostProcess of the pod");
    ofPod
        .getSysctls()
        .forEach(
            sysctl -> refuseIf(!SYSCTLS.contains(sysctl.getName()), "sysctl " + sysctl.getName()));
  }

  private void volume(Volume volume) {
    refuseIf(
        VOLUMES.stream().allMatch(source -> source.apply(volume) == null),
        "volume " + volume.getName());
  }

  private void container(Container container) {
    String of = " of " + container.getName();
    SecurityContext own =
        Objects.requireNonNullElseGet(container.getSecurityContext(), SecurityContext::new);
    refuseIf(is(own.getPrivileged()), "privileged" + of);
    refuseIf(
        !Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()), "allowPrivilegeEscalation" + of);
    refuseIf(
        !is(Objects.requireNonNullElse(own.getRunAsNonRoot(), is(ofPod.getRunAsNonRoot()))),
        "runAsNonRoot" + of);
    refuseIf(isRoot(own.getRunAsUser()), "runAsUser" + of);
    SeccompProfile seccomp =
        own.getSeccompProfile() == null ? ofPod.getSeccompProfile() : own.getSeccompProfile();
    refuseIf(seccomp == null || isUnconfined(seccomp), "seccompProfile" + of);
    refuseIf(isOdd(own.getSeLinuxOptions()), "seLinuxOptions" + of);
    refuseIf(
        own.getAppArmorProfile() != null && "Unconfined".equals(own.getAppArmorProfile().getType()),
        "appArmorProfile" + of);
    refuseIf(own.getProcMount() != null && !own.getProcMount().equals("Default"), "procMount" + of);
    refuseIf(
        own.getWindowsOptions() != null && is(own.getWindowsOptions().getHostProcess()),
        "hostProcess" + of);
    Capabilities capabilities =
        Objects.requireNonNullElseGet(own.getCapabilities(), Capabilities::new);
    refuseIf(!capabilities.getDrop().contains("ALL"), "capabilities.drop" + of);
    refuseIf(
        !Set.of("NET_BIND_SERVICE").containsAll(capabilities.getAdd()), "capabilities.add" + of);
    refuseIf(
        container.getPorts().stream()
            .map(ContainerPort::getHostPort)
            .anyMatch(port -> port != null && port != 0),
        "hostPort" + of);
    refuseIf(namesHost(container), "host of a probe or handler" + of);
  }

  private static boolean namesHost(Container container) {
    Stream<Probe> probes =
        Stream.of(
            container.getStartupProbe(),
            container.getLivenessProbe(),
            container.getReadinessProbe());
    Stream<LifecycleHandler> handlers =
        container.getLifecycle() == null
            ? Stream.empty()
            : Stream.of(
                container.getLifecycle().getPostStart(), container.getLifecycle().getPreStop());
    return Stream.concat(
            probes
                .filter(Objects::nonNull)
                .flatMap(probe -> hosts(probe.getHttpGet(), probe.getTcpSocket())),
            handlers
                .filter(Objects::nonNull)
                .flatMap(handler -> hosts(handler.getHttpGet(), handler.getTcpSocket())))
        .anyMatch(host -> !host.isEmpty());
  }

  private static Stream<String> hosts(HTTPGetAction get, TCPSocketAction socket) {
    return Stream.of(get == null ? null : get.getHost(), socket == null ? null : socket.getHost())
        .filter(Objects::nonNull);
  }

  private static boolean isOdd(SELinuxOptions options) {
    return options != null
        && (!SELINUX.contains(Objects.requireNonNullElse(options.getType(), ""))
            || Stream.of(options.getUser(), options.getRole())
                .anyMatch(value -> value != null && !value.isEmpty()));
  }

  private static boolean isUnconfined(SeccompProfile profile) {
    return profile != null && !SECCOMP.contains(profile.getType());
  }

  private static boolean isRoot(Long user) {
    return user != null && user == 0;
  }

  private static boolean is(Boolean value) {
    return Boolean.TRUE.equals(value);
  }

  private void refuseIf(boolean violated, String rule) {
    if (violated) {
      violations.add(rule);
    }
  }
}
