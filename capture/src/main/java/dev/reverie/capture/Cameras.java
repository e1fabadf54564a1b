package dev.reverie.capture;

import dev.reverie.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;

/** The cameras that this machine has. */
public final class Cameras {
  /** Where nothing lists the cameras, this many are tried. */
  private static final int GUESSES = 3;

  private static final long PROBE_SECONDS = 12;
  private static final Pattern NODE = Pattern.compile("video\\d+");

  private final Path listing;
  private final Path devices;
  private final boolean linux;

  /** Of this machine. */
  public Cameras() {
    this(
        Path.of("/sys/class/video4linux"),
        Path.of("/dev"),
        System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux"));
  }

  Cameras(Path listing, Path devices, boolean linux) {
    this.listing = listing;
    this.devices = devices;
    this.linux = linux;
  }

  /**
   * A camera that the system knows.
   *
   * @param device its path, or its index where the system has no paths
   * @param name what the maker calls it, or empty
   */
  public record Found(String device, String name) {
    /** For people: {@code /dev/video0 (C920)}. */
    public String title() {
      return name.isEmpty() ? device : device + " (" + name + ")";
    }
  }

  /**
   * What trying a camera gave.
   *
   * @param camera which one
   * @param works whether it delivered a frame
   * @param mode size, rate and pixel format of its frames, if it works; else what is wrong and what
   *     to do
   */
  public record Report(Found camera, boolean works, String mode) {}

  /**
   * All cameras by number, without touching them. On systems that do not list them: the first few
   * indices, whether there is a camera or not.
   */
  public List<Found> list() {
    List<Found> found = new ArrayList<>();
    if (!linux) {
      for (int i = 0; i < GUESSES; i++) {
        found.add(new Found(Integer.toString(i), ""));
      }
      return found;
    }
    boolean listed = Files.isDirectory(listing);
    for (String node : nodes(listed ? listing : devices)) {
      // A camera has further nodes for its metadata, which give no pictures: their index is not 0.
      boolean pictures = !listed || text(listing.resolve(node).resolve("index"), "0").equals("0");
      if (pictures && Files.exists(devices.resolve(node))) {
        String name = listed ? text(listing.resolve(node).resolve("name"), "") : "";
        found.add(new Found(devices.resolve(node).toString(), name));
      }
    }
    return found;
  }

  /** Opens every camera and takes a frame; takes a second or more each. */
  public List<Report> probe(Settings settings) {
    return list().stream().map(camera -> probe(camera, settings)).toList();
  }

  private Report probe(Found camera, Settings settings) {
    CompletableFuture<String> mode = new CompletableFuture<>();
    // On a thread of its own, because a driver may never return.
    Thread thread =
        new Thread(
            () -> {
              try (CameraSource source = new CameraSource(camera.device(), settings, this);
                  Mat frame = new Mat()) {
                source.open();
                source.read(frame);
                mode.complete(source.mode());
              } catch (SourceException | RuntimeException | LinkageError e) {
                mode.completeExceptionally(e);
              }
            },
            "reverie-camera-probe");
    thread.setDaemon(true);
    thread.start();
    try {
      return new Report(camera, true, mode.get(PROBE_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      String message = e.getCause() == null ? null : e.getCause().getMessage();
      return new Report(camera, false, message == null ? e.toString() : message);
    } catch (TimeoutException e) {
      return new Report(
          camera, false, "it does not answer; unplug it, wait a moment and plug it in again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Report(camera, false, "interrupted");
    }
  }

  /** The path of camera {@code device} on this system, where cameras have one; else as given. */
  String resolve(String device) {
    return linux && device.matches("\\d+") ? devices.resolve("video" + device).toString() : device;
  }

  boolean linux() {
    return linux;
  }

  private static List<String> nodes(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(entry -> String.valueOf(entry.getFileName()))
          .filter(name -> NODE.matcher(name).matches())
          .sorted(Comparator.comparingInt(name -> Integer.parseInt(name.substring(5))))
          .toList();
    } catch (IOException e) {
      return List.of(); // nothing there to list: no cameras
    }
  }

  private static String text(Path file, String otherwise) {
    try {
      return Files.readString(file).trim();
    } catch (IOException e) {
      return otherwise;
    }
  }
}
