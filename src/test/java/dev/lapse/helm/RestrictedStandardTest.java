package dev.lapse.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of the standard refuses the pod that breaks it and no other. */
class RestrictedStandardTest {
  private static PodSpecBuilder allowed() {
    return new PodSpecBuilder()
        .withNewSecurityContext()
        .withRunAsNonRoot()
        .withNewSeccompProfile(null, "RuntimeDefault")
        .endSecurityContext()
        .addToContainers(container().build());
  }

  private static ContainerBuilder container() {
    return new ContainerBuilder()
        .withName("c")
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withNewCapabilities()
        .addToDrop("ALL")
        .endCapabilities()
        .endSecurityContext();
  }

  @Test
  void letsInAPodThatBreaksNoRule() {
    PodSpec pod =
        allowed()
            .addNewVolume()
            .withName("tmp")
            .withNewEmptyDir()
            .endEmptyDir()
            .endVolume()
            .build();

    assertThat(RestrictedStandard.violations(pod)).isEmpty();
  }

  static Stream<Arguments> brokenPods() {
    return Stream.of(
        pod("hostNetwork", pod -> pod.withHostNetwork()),
        pod("hostPID", pod -> pod.withHostPID()),
        pod("hostIPC", pod -> pod.withHostIPC()),
        pod(
            "runAsUser of the pod",
            pod -> pod.editSecurityContext().withRunAsUser(0L).endSecurityContext()),
        pod(
            "seLinuxOptions of the pod",
            pod ->
                pod.editSecurityContext()
                    .withNewSeLinuxOptions(null, null, "spc_t", null)
                    .endSecurityContext()),
        pod(
            "appArmorProfile of the pod",
            pod ->
                pod.editSecurityContext()
                    .withNewAppArmorProfile(null, "Unconfined")
                    .endSecurityContext()),
        pod(
            "sysctl kernel.msgmax",
            pod ->
                pod.editSecurityContext().addNewSysctl("kernel.msgmax", "1").endSecurityContext()),
        pod(
            "hostProcess of the pod",
            pod ->
                pod.editSecurityContext()
                    .withNewWindowsOptions()
                    .withHostProcess()
                    .endWindowsOptions()
                    .endSecurityContext()),
        pod(
            "volume host",
            pod -> pod.addNewVolume().withName("host").withNewHostPath("/", null).endVolume()),
        pod(
            "runAsNonRoot of c",
            pod -> pod.editSecurityContext().withRunAsNonRoot(false).endSecurityContext()),
        pod(
            "seccompProfile of c",
            pod -> pod.editSecurityContext().withSeccompProfile(null).endSecurityContext()),
        container(
            "runAsNonRoot of d",
            c -> c.editSecurityContext().withRunAsNonRoot(false).endSecurityContext()),
        container(
            "runAsUser of d", c -> c.editSecurityContext().withRunAsUser(0L).endSecurityContext()),
        container(
            "privileged of d", c -> c.editSecurityContext().withPrivileged().endSecurityContext()),
        container(
            "allowPrivilegeEscalation of d",
            c -> c.editSecurityContext().withAllowPrivilegeEscalation(null).endSecurityContext()),
        container(
            "seccompProfile of d",
            c ->
                c.editSecurityContext()
                    .withNewSeccompProfile(null, "Unconfined")
                    .endSecurityContext()),
        container(
            "seLinuxOptions of d",
            c ->
                c.editSecurityContext()
                    .withNewSeLinuxOptions(null, "sysadm_r", null, null)
                    .endSecurityContext()),
        container(
            "appArmorProfile of d",
            c ->
                c.editSecurityContext()
                    .withNewAppArmorProfile(null, "Unconfined")
                    .endSecurityContext()),
        container(
            "procMount of d",
            c -> c.editSecurityContext().withProcMount("Unmasked").endSecurityContext()),
        container(
            "hostProcess of d",
            c ->
                c.editSecurityContext()
                    .withNewWindowsOptions()
                    .withHostProcess()
                    .endWindowsOptions()
                    .endSecurityContext()),
        container(
            "capabilities.drop of d",
            c ->
                c.editSecurityContext()
                    .withNewCapabilities()
                    .addToDrop("NET_RAW")
                    .endCapabilities()
                    .endSecurityContext()),
        container(
            "capabilities.add of d",
            c ->
                c.editSecurityContext()
                    .withNewCapabilities()
                    .addToDrop("ALL")
                    .addToAdd("SYS_TIME")
                    .endCapabilities()
                    .endSecurityContext()),
        container("hostPort of d", c -> c.addNewPort().withHostPort(80).endPort()),
        container(
            "host of a probe or handler of d",
            c ->
                c.withNewLivenessProbe()
                    .withNewHttpGet()
                    .withHost("metadata.internal")
                    .endHttpGet()
                    .endLivenessProbe()),
        container(
            "host of a probe or handler of d",
            c ->
                c.withNewLifecycle()
                    .withNewPreStop()
                    .withNewTcpSocket()
                    .withHost("metadata.internal")
                    .endTcpSocket()
                    .endPreStop()
                    .endLifecycle()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenPods")
  void refuses(String rule, PodSpec pod) {
    assertThat(RestrictedStandard.violations(pod)).containsExactly(rule);
  }

  private static Arguments pod(String rule, Consumer<PodSpecBuilder> change) {
    PodSpecBuilder pod = allowed();
    change.accept(pod);
    return Arguments.of(rule, pod.build());
  }

  /** As an init container: these count as well. */
  private static Arguments container(String rule, Consumer<ContainerBuilder> change) {
    ContainerBuilder container = container().withName("d");
    change.accept(container);
    return Arguments.of(rule, allowed().addToInitContainers(container.build()).build());
  }
}
