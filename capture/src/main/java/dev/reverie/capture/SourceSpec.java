package dev.reverie.capture;

import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Names;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which source was asked for. */
public sealed interface SourceSpec {

  /** {@code camera}, {@code demo}, {@code file}, {@code folder}, {@code url} or {@code auto}. */
  String kind();

  /** What people call it; shows no password. */
  String name();

  /** The first camera that works, else the demo scene. */
  record Auto() implements SourceSpec {
    @Override
    public String kind() {
      return "auto";
    }

    @Override
    public String name() {
      return "auto";
    }
  }

  /**
   * One camera.
   *
   * @param device its index ({@code 0}) or device path ({@code /dev/video0})
   */
  record Camera(String device) implements SourceSpec {
    @Override
    public String kind() {
      return "camera";
    }

    @Override
    public String name() {
      return "camera " + device;
    }
  }

  /** The procedural scene. */
  record Demo() implements SourceSpec {
    @Override
    public String kind() {
      return "demo";
    }

    @Override
    public String name() {
      return "demo scene";
    }
  }

  /** A video that loops, or a still. */
  record File(Path path) implements SourceSpec {
    @Override
    public String kind() {
      return "file";
    }

    @Override
    public String name() {
      return fileName(path);
    }
  }

  /** A folder of stills, shown one after the other. */
  record Folder(Path path) implements SourceSpec {
    @Override
    public String kind() {
      return "folder";
    }

    @Override
    public String name() {
      return fileName(path);
    }
  }

  /** A stream from the network. */
  record Url(String url) implements SourceSpec {
    private static final Pattern SECRET = Pattern.compile("(?<=://)[^/?#]*@");
    private static final Pattern QUERY = Pattern.compile("\\?.*");

    @Override
    public String kind() {
      return "url";
    }

    /** Without user, password and query, any of which may be a secret. */
    @Override
    public String name() {
      return QUERY.matcher(SECRET.matcher(url).replaceFirst("")).replaceFirst("");
    }

    @Override
    public String toString() {
      return "Url[" + name() + "]";
    }
  }

  /** Schemes that the FFmpeg build can open and that carry pictures. */
  List<String> SCHEMES =
      List.of("http", "https", "rtsp", "rtsps", "rtmp", "rtmps", "rtp", "udp", "tcp", "srt");

  /** What {@link #parse} takes, as a noun phrase for messages. */
  String ALLOWED =
      "auto, camera:N, camera:/dev/videoN, demo, an existing file, a folder of stills, or a URL";

  /**
   * The source that {@code text} asks for.
   *
   * @param text {@code auto}, {@code camera:0}, {@code camera:/dev/video0}, {@code demo}, a path
   *     (absolute or relative to the working directory) of a file or folder that exists and can be
   *     read, or a URL
   * @throws InvalidValueException if it is none of them
   */
  static SourceSpec parse(String text) {
    String trimmed = text.trim();
    String lower = trimmed.toLowerCase(Locale.ROOT);
    if (lower.equals("auto")) {
      return new Auto();
    }
    if (lower.equals("demo")) {
      return new Demo();
    }
    if (lower.equals("camera")) {
      return new Camera("0");
    }
    if (lower.startsWith("camera:")) {
      return camera(trimmed, trimmed.substring("camera:".length()).trim());
    }
    if (trimmed.matches("/dev/video\\d+")) {
      return new Camera(trimmed);
    }
    Matcher scheme = Pattern.compile("^([a-z][a-z0-9+.-]*)://.*").matcher(lower);
    if (scheme.matches()) {
      return url(trimmed, scheme.group(1));
    }
    return path(trimmed, trimmed);
  }

  private static SourceSpec camera(String text, String device) {
    if (device.matches("\\d{1,3}")) {
      return new Camera(Integer.toString(Integer.parseInt(device)));
    }
    if (device.startsWith("/dev/")) {
      return new Camera(device);
    }
    throw invalid(text, "a camera is named by its number or its path under /dev");
  }

  private static SourceSpec url(String text, String scheme) {
    if (scheme.equals("file")) {
      String path;
      try {
        path = Path.of(URI.create(text)).toString();
      } catch (IllegalArgumentException | FileSystemNotFoundException e) {
        throw invalid(text, "a file URL looks like file:///home/me/clip.mp4");
      }
      return path(text, path);
    }
    if (!SCHEMES.contains(scheme)) {
      throw Names.unknown("source", scheme, SCHEMES);
    }
    if (text.length() <= scheme.length() + "://".length()) {
      throw invalid(text, "a host is missing after " + scheme + "://");
    }
    return new Url(text);
  }

  private static SourceSpec path(String text, String pathText) {
    Path path;
    try {
      path = Path.of(pathText);
    } catch (InvalidPathException e) {
      throw invalid(
          text,
          "this system cannot write such a file name; for letters beyond ASCII set LC_ALL=C.UTF-8");
    }
    if (pathText.isEmpty() || !Files.exists(path)) {
      throw invalid(
          text, pathText.isEmpty() ? "it is empty" : "there is no such file or folder here");
    }
    if (!Files.isReadable(path)) {
      throw invalid(text, "it is there, but this user may not read it");
    }
    if (Files.isDirectory(path)) {
      return folder(text, path);
    }
    if (!Files.isRegularFile(path)) {
      throw invalid(text, "it is not a regular file");
    }
    try {
      if (Files.size(path) == 0) {
        throw invalid(text, "the file is empty");
      }
    } catch (IOException e) {
      throw invalid(text, "it cannot be read: " + e.getMessage());
    }
    return new File(path);
  }

  private static SourceSpec folder(String text, Path path) {
    try {
      if (Pictures.list(path).isEmpty()) {
        throw invalid(text, "the folder holds no picture; it may hold " + Pictures.FORMATS);
      }
    } catch (IOException e) {
      throw invalid(text, "the folder cannot be read: " + e.getMessage());
    }
    return new Folder(path);
  }

  private static String fileName(Path path) {
    Path name = path.toAbsolutePath().normalize().getFileName();
    return name == null ? path.toString() : name.toString();
  }

  private static InvalidValueException invalid(String text, String hint) {
    return new InvalidValueException("source", text, ALLOWED, hint);
  }
}
