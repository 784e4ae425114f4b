package dev.lapse.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Where something was measured. */
record Machine(int cores, long memoryGigabytes, String system, String postgresql, String jdk) {
  static Machine here(BenchmarkServer server) {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        Math.round(os().getTotalMemorySize() / 1e9),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        server.version(),
        System.getProperty("java.version"));
  }

  /** How many threads wanted a core during the last minute. */
  static double load() {
    return os().getSystemLoadAverage();
  }

  /**
   * Waits until no core is busy: what a program compiles after its start, and what the server
   * writes after a copy, is not part of what is measured.
   */
  static void awaitIdle() throws InterruptedException {
    os().getCpuLoad(); // the load is that since the call before
    for (int quiet = 0, tries = 0; quiet < 3 && tries < 100; tries++) {
      Thread.sleep(300);
      quiet = os().getCpuLoad() < 0.1 ? quiet + 1 : 0;
    }
  }

  /** Processor time of this JVM so far. */
  static double cpuSeconds() {
    return os().getProcessCpuTime() / 1e9;
  }

  private static OperatingSystemMXBean os() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  }

  @Override
  public String toString() {
    return "%d cores, %d GB of memory, %s, PostgreSQL %s, JDK %s"
        .formatted(cores, memoryGigabytes, system, postgresql, jdk);
  }
}
