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

  private static OperatingSystemMXBean os() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  }

  @Override
  public String toString() {
    return "%d cores, %d GB of memory, %s, PostgreSQL %s, JDK %s"
        .formatted(cores, memoryGigabytes, system, postgresql, jdk);
  }
}
