package dev.reverie.measure;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What this process has taken of the machine, as of one moment.
 *
 * @param cpuSeconds processor time of all its threads since it started; busy neighbours not
 *     included, which are processes of their own
 * @param residentMb memory that it holds now, in 10^6 bytes; null where the system has no
 *     /proc/self/status to say so
 * @param peakMb the most that it ever held; null likewise
 * @param allocatedMb what the threads that are alive have allocated on the Java heap since they
 *     started, in 10^6 bytes
 */
public record ProcessUse(
    double cpuSeconds, @Nullable Double residentMb, @Nullable Double peakMb, double allocatedMb) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern FIELD = Pattern.compile("(VmRSS|VmHWM):\\s+(\\d+) kB");
  private static final double NANOS = 1e9;
  private static final double MEGA = 1e6;
  private static final double KILOBYTE = 1024;

  /** As of now. */
  public static ProcessUse now() {
    List<String> status = status();
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new ProcessUse(
        system.getProcessCpuTime() / NANOS,
        megabytes(status, "VmRSS"),
        megabytes(status, "VmHWM"),
        allocated() / MEGA);
  }

  /** Processor time of one thread of this process so far, in seconds; 0 once it has ended. */
  public static double cpuSeconds(Thread thread) {
    long nanos =
        ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getThreadCpuTime(thread.getId());
    return Math.max(0, nanos) / NANOS;
  }

  private static long allocated() {
    ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    long sum = 0;
    for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      sum += Math.max(0, bytes); // -1 for one that has just ended
    }
    return sum;
  }

  private static List<String> status() {
    try {
      return Files.isReadable(STATUS) ? Files.readAllLines(STATUS) : List.of();
    } catch (IOException e) {
      throw new MeasureException(STATUS + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The figure of that name among the lines of Linux's own account, or null. */
  static @Nullable Double megabytes(List<String> status, String name) {
    for (String line : status) {
      Matcher matcher = FIELD.matcher(line.strip());
      if (matcher.matches() && matcher.group(1).equals(name)) {
        return Long.parseLong(matcher.group(2)) * KILOBYTE / MEGA;
      }
    }
    return null;
  }
}
