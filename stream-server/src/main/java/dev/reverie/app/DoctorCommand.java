package dev.reverie.app;

import dev.reverie.capture.Cameras;
import dev.reverie.config.Config;
import dev.reverie.config.Settings;
import dev.reverie.dream.engine.DreamEngine;
import dev.reverie.dream.engine.EngineChooser;
import dev.reverie.dream.engine.EngineException;
import dev.reverie.dream.engine.EngineRanking;
import dev.reverie.dream.engine.Engines;
import dev.reverie.dream.engine.Precision;
import dev.reverie.dream.weights.ModelEntry;
import dev.reverie.dream.weights.ModelFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code doctor}: what this machine has, and what to do about what it lacks. */
@Command(
    name = "doctor",
    description = "Says what this machine has for Reverie, and what to do about what it lacks.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DoctorCommand implements Callable<Integer> {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Path NVIDIA_VERSION = Path.of("/proc/driver/nvidia/version");
  private static final List<String> INSTRUCTION_SETS =
      List.of("avx2", "avx512f", "avx512_bf16", "amx_bf16");

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Config config =
        TableOptions.load(spec.commandLine().getParseResult(), console.environment(), Map.of());
    boolean healthy = true;
    say("reverie", Version.current() + ", Java " + Runtime.version() + ", " + platform());
    say("cpu", cpu());
    boolean cameras = library("opencv", "org.bytedeco.opencv.global.opencv_videoio");
    healthy &= cameras;
    healthy &= library("ffmpeg", "org.bytedeco.ffmpeg.global.avformat");
    healthy &= engine(config.settings());
    say("gpu", gpu());
    if (cameras) {
      cameras(config.settings());
    } else {
      say("camera", "cannot be looked for without opencv");
    }
    models(config.settings());
    return healthy ? ExitStatus.OK : ExitStatus.FAILED;
  }

  private void say(String subject, String finding) {
    console.out().printf("%-9s %s%n", subject, finding);
  }

  private static String platform() {
    return System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + " "
        + System.getProperty("os.arch");
  }

  private static String cpu() {
    String model = "";
    TreeSet<String> sets = new TreeSet<>();
    if (Files.isReadable(CPU_INFO)) {
      try (Stream<String> lines = Files.lines(CPU_INFO)) {
        for (String line : (Iterable<String>) lines::iterator) {
          if (line.startsWith("model name") && model.isEmpty()) {
            model = line.substring(line.indexOf(':') + 1).strip() + ", ";
          } else if (line.startsWith("flags") && sets.isEmpty()) {
            List<String> flags = List.of(line.split("\\s+"));
            INSTRUCTION_SETS.stream().filter(flags::contains).forEach(sets::add);
          }
        }
      } catch (IOException e) {
        model = "(" + CPU_INFO + " cannot be read) ";
      }
    }
    long memory =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
            .getTotalMemorySize();
    return String.format(
        Locale.ROOT,
        "%s%d cores, %.1f GiB of memory%s",
        model,
        Runtime.getRuntime().availableProcessors(),
        memory / (double) (1 << 30),
        sets.isEmpty() ? "" : ", " + String.join(" ", sets));
  }

  private boolean library(String name, String presets) {
    try {
      Loader.load(Class.forName(presets));
      say(name, "loads");
      return true;
    } catch (ClassNotFoundException | LinkageError | RuntimeException e) {
      say(
          name,
          "does not load: "
              + firstLine(e)
              + "; build Reverie again on this machine, on Debian install libpulse0");
      return false;
    }
  }

  private boolean engine(Settings settings) {
    // First of all: engines that are loaded have threads, which would be measured along.
    EngineChooser chooser =
        OwnEngines.chooser(
            settings,
            EngineChooser.Purpose.LIVE,
            new StillModels(console, settings).cache(),
            console.clock());
    EngineRanking dreamnet = chooser.rank(null, true);
    EngineRanking others = chooser.rank(null, false);
    boolean any = false;
    Engines engines = new Engines();
    int threads = Engines.liveThreads(Runtime.getRuntime().availableProcessors());
    for (String name : engines.names()) {
      try {
        for (Precision precision : engines.precisions(name)) {
          try (DreamEngine engine = Engines.open(name, precision, threads)) {
            say("engine", name + ": " + engine.detail());
            any = true;
          }
        }
      } catch (EngineException e) {
        say("engine", firstLine(e));
      }
    }
    choice("dreamnet", dreamnet);
    choice("other networks", others);
    return any;
  }

  private void choice(String networks, EngineRanking ranking) {
    if (!ranking.choices().isEmpty()) {
      say(
          "auto",
          "%s, live: %s (%s)".formatted(networks, ranking.choices().get(0), ranking.reason()));
    }
  }

  private static String gpu() {
    if (!Files.isReadable(NVIDIA_VERSION)) {
      return "no NVIDIA driver here; Reverie dreams on the CPU";
    }
    try (Stream<String> lines = Files.lines(NVIDIA_VERSION)) {
      return "NVIDIA driver found ("
          + lines.findFirst().orElse("").strip()
          + "); this version dreams on the CPU only";
    } catch (IOException e) {
      return "NVIDIA driver found; this version dreams on the CPU only";
    }
  }

  private void cameras(Settings settings) {
    List<Cameras.Report> reports = new Cameras().probe(settings);
    if (reports.isEmpty()) {
      say(
          "camera",
          "none found: the demo scene stands in; plug one in and check that this user may read /dev/video*");
    }
    for (Cameras.Report report : reports) {
      Cameras.Found camera = report.camera();
      say(
          "camera",
          camera.device()
              + " "
              + camera.name()
              + (report.works() ? " works: " : " does not work: ")
              + report.mode());
    }
  }

  private void models(Settings settings) {
    ModelFiles files = new StillModels(console, settings).files();
    for (ModelEntry entry : files.catalogue().entries()) {
      ModelEntry.Download download = entry.download();
      String state =
          entry.embedded()
              ? "built in"
              : files.isAvailable(entry.name())
                  ? String.valueOf(files.find(entry.name()))
                  : download == null
                      ? "not here; put " + entry.name() + ".safetensors into " + files.cache()
                      : "not here; ./reverie models fetch "
                          + entry.name()
                          + " downloads "
                          + download.size();
      say("model", entry.name() + ": " + state);
    }
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getClass().getSimpleName());
  }
}
