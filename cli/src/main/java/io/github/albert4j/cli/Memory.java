package io.github.albert4j.cli;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** What is said of the memory that a training will take, before it takes it. */
final class Memory {
  private Memory() {}

  /** One line: how much it is, and what to change where the machine, or container, has less. */
  static String told(long bytes) {
    String about =
        String.format(
            Locale.ROOT,
            "albert4j: about %.1f GB of memory needed, beside Java's own",
            bytes / 1e9);
    return fits(bytes)
        ? about
        : String.format(
            Locale.ROOT,
            "%s, and the machine has %.1f GB: lower --micro-batch-tokens, --max-length or --threads,"
                + " or add --gradient-checkpointing",
            about,
            machine() / 1e9);
  }

  /** Whether the machine has so much. */
  static boolean fits(long bytes) {
    return bytes <= machine();
  }

  private static long machine() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getTotalMemorySize();
  }
}
