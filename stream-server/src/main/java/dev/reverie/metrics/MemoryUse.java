package dev.reverie.metrics;

import dev.reverie.measure.ProcessUse;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import org.bytedeco.javacpp.Pointer;

/** Memory and processor time of this process, as families. */
final class MemoryUse {
  private static final double MEGA = 1e6;

  private MemoryUse() {}

  /** Adds what this process takes now. */
  static void addTo(Families families) {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    families
        .gauge(
            "reverie_memory_heap_bytes", "Java heap in use.", memory.getHeapMemoryUsage().getUsed())
        .gauge(
            "reverie_memory_heap_limit_bytes",
            "Most that the Java heap may take.",
            memory.getHeapMemoryUsage().getMax())
        .gauge(
            "reverie_memory_non_heap_bytes",
            "What Java itself needs besides the heap: code, classes.",
            memory.getNonHeapMemoryUsage().getUsed())
        .gauge("reverie_memory_direct_bytes", "Direct buffers of Java in use.", direct())
        .gauge(
            "reverie_memory_native_bytes",
            "Native memory that JavaCPP has given out and would free itself.",
            Pointer.totalBytes())
        .gauge(
            "reverie_memory_physical_bytes",
            "Memory of the whole process as JavaCPP counts it against its limit.",
            Pointer.physicalBytes())
        .gauge(
            "reverie_memory_physical_limit_bytes",
            "Where JavaCPP refuses further native memory; 0 if nowhere.",
            Pointer.maxPhysicalBytes());
    ProcessUse use = ProcessUse.now();
    families.counter(
        "reverie_cpu_seconds", "Processor time of all threads since the start.", use.cpuSeconds());
    Double resident = use.residentMb();
    if (resident != null) {
      families.gauge(
          "reverie_memory_resident_bytes",
          "Resident memory of the whole process; only where there is a /proc/self/status.",
          Math.rint(resident * MEGA));
    }
  }

  private static long direct() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
