package dev.reverie.video;

import dev.reverie.config.InvalidValueException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where video is sent: a media server's address. Its text holds secrets (a password, a stream key);
 * {@link #name} and {@link #toString} show none.
 */
public final class Destination {
  /** Takes {@code rtmp://host/app/key} and the like. */
  public static final String ALLOWED =
      "a media server's address: rtmp://, rtmps://, rtsp://, rtsps://, srt://, udp:// or tcp://";

  private static final Pattern ADDRESS =
      Pattern.compile(
          "([a-z]+)://(?:[^/?#@]*@)?(\\[[0-9a-fA-F:.]+]|[^/?#:@\\[\\]]+)(:\\d{1,5})?([/?].*)?");

  private static final List<String> NEED_PORT = List.of("srt", "udp", "tcp");
  private static final int LARGEST_PORT = 65_535;

  /**
   * So much of the video may wait in this machine's kernel: about half a second at 4 Mbit/s. Its
   * default holds many seconds, which viewers would lag behind once the line was busy for a while.
   */
  private static final String SEND_BUFFER = Integer.toString(256 * 1024);

  private static final Map<String, String> TCP =
      Map.of("tcp_nodelay", "1", "send_buffer_size", SEND_BUFFER);

  /** An MPEG transport stream over UDP goes in packets of seven times 188 bytes. */
  private static final Map<String, String> UDP = Map.of("pkt_size", "1316");

  private final String url;
  private final String name;
  private final Muxer.Form form;

  private Destination(String url, String name, Muxer.Form form) {
    this.url = url;
    this.name = name;
    this.form = form;
  }

  /**
   * Reads an address.
   *
   * @param text {@code rtmp://host[:port]/app/key}, {@code
   *     rtsp://[user:password@]host[:port]/path}, {@code
   *     srt://host:port[?streamid=...&passphrase=...]}, {@code udp://host:port} or {@code
   *     tcp://host:port} (the last three carry an MPEG transport stream)
   * @throws InvalidValueException if it is not such an address; the message shows no secret
   */
  public static Destination parse(String text) {
    String trimmed = text.trim();
    Matcher parts = ADDRESS.matcher(trimmed);
    if (!parts.matches()) {
      throw invalid(trimmed, "it lacks the protocol or the host");
    }
    String scheme = parts.group(1).toLowerCase(Locale.ROOT);
    String port = parts.group(3);
    if (port == null && NEED_PORT.contains(scheme)) {
      throw invalid(trimmed, "the port is missing: " + scheme + "://host:port");
    }
    if (port != null && Integer.parseInt(port.substring(1)) > LARGEST_PORT) {
      throw invalid(trimmed, "ports go up to " + LARGEST_PORT);
    }
    String rest = parts.group(4) == null ? "" : parts.group(4);
    int query = rest.indexOf('?');
    String path = query < 0 ? rest : rest.substring(0, query);
    Muxer.Form form = form(trimmed, scheme);
    if (form.format().equals("flv") && path.replaceAll("/+", "/").length() < 2) {
      throw invalid(trimmed, "the application is missing: " + scheme + "://host/app/key");
    }
    String shown =
        scheme
            + "://"
            + parts.group(2)
            + (port == null ? "" : port)
            + (form.format().equals("flv") ? withoutKey(path) : path);
    return new Destination(trimmed, shown, form);
  }

  private static Muxer.Form form(String text, String scheme) {
    return switch (scheme) {
      case "rtmp", "rtmps" ->
          new Muxer.Form("flv", TCP, Map.of("flvflags", "no_duration_filesize"));
      case "rtsp", "rtsps" -> new Muxer.Form("rtsp", Map.of(), Map.of("rtsp_transport", "tcp"));
      case "srt" -> new Muxer.Form("mpegts", Map.of(), Map.of());
      case "udp" -> new Muxer.Form("mpegts", UDP, Map.of());
      case "tcp" -> new Muxer.Form("mpegts", TCP, Map.of());
      default -> throw invalid(text, "'" + scheme + "' is not among them");
    };
  }

  /** The last part of an RTMP address is the key with which anybody can send in one's name. */
  private static String withoutKey(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? path : path.substring(0, slash + 1) + "***";
  }

  private static InvalidValueException invalid(String text, String hint) {
    int host = text.indexOf("://");
    String shown = host < 0 ? "***" : text.substring(0, host) + "://***";
    return new InvalidValueException("publish", shown, ALLOWED, hint);
  }

  /** The address itself, secrets and all; not for logs or people. */
  String url() {
    return url;
  }

  /** How video is wrapped for it. */
  Muxer.Form form() {
    return form;
  }

  /** Without user, password, query and stream key. */
  public String name() {
    return name;
  }

  @Override
  public String toString() {
    return "Destination[" + name + "]";
  }
}
