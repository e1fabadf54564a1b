package dev.reverie.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The page's files, from the class path. They carry a tag made from their content: the dates inside
 * the jar are fixed to make builds reproducible, so that dates can't tell an old page from a new
 * one. Thread-safe.
 */
final class WebPages {
  private static final Pattern PATH =
      Pattern.compile("(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)+", Pattern.DOTALL);
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("webp", "image/webp"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"));

  private final String root;
  private final Map<String, Page> known = new ConcurrentHashMap<>();

  /**
   * @param root folder on the class path, with a leading slash and none at the end
   */
  WebPages(String root) {
    this.root = root;
  }

  /**
   * The file behind a URL's path: {@code /} is {@code index.html}, and {@code /wall} is {@code
   * wall.html}.
   */
  Optional<Page> find(String path) {
    String name = path.equals("/") ? "/index.html" : path;
    if (!PATH.matcher(name).matches()) {
      return Optional.empty();
    }
    if (name.indexOf('.') < 0) {
      name += ".html";
    }
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    Page page = known.get(name);
    if (page == null && type != null) {
      page = load(name, type);
      if (page != null) {
        known.put(name, page);
      }
    }
    return Optional.ofNullable(page);
  }

  private @Nullable Page load(String name, String type) {
    try (InputStream in = WebPages.class.getResourceAsStream(root + name)) {
      if (in == null) {
        return null;
      }
      byte[] content = in.readAllBytes();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return new Page(content, type, "\"" + HexFormat.of().formatHex(digest, 0, 12) + "\"");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + root + name, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * @param content the file; not to be modified
   * @param type its content type
   * @param etag its tag, quoted, without the mark of weakness
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Page(byte[] content, String type, String etag) {}
}
