package dev.reverie.server;

import dev.reverie.config.Settings;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what. On loopback everybody on this machine may do everything, but a web page from
 * elsewhere may not: names other than loopback's are refused (a foreign name that resolves to
 * 127.0.0.1 is how such a page gets in), and so are changes that a foreign origin asks for. Beyond
 * loopback everybody may look, and changes need the operator token. Immutable.
 */
public final class AccessPolicy {
  private static final int TOKEN_BYTES = 18;

  private final String host;
  private final boolean loopback;
  private final String token;
  private final boolean generated;

  private AccessPolicy(String host, boolean loopback, String token, boolean generated) {
    this.host = host;
    this.loopback = loopback;
    this.token = token;
    this.generated = generated;
  }

  /**
   * The policy for the address that {@code settings} listens on. Makes a token up if one is needed
   * and none is set.
   *
   * @throws UnknownHostException with one line for people, if that address cannot be resolved
   */
  public static AccessPolicy of(Settings settings) throws UnknownHostException {
    String host = unbracketed(settings.host());
    boolean loopback = address(settings.host()).isLoopbackAddress();
    boolean generated = !loopback && settings.operatorToken().isEmpty();
    return new AccessPolicy(
        host, loopback, generated ? newToken() : settings.operatorToken(), generated);
  }

  /** The address to listen on. */
  static InetAddress address(String host) throws UnknownHostException {
    try {
      return InetAddress.getByName(unbracketed(host));
    } catch (UnknownHostException e) {
      UnknownHostException told =
          new UnknownHostException(
              "host '"
                  + host
                  + "' is not a name or address of this machine; use 127.0.0.1 for this machine"
                  + " only, or 0.0.0.0 for every network it is on");
      told.initCause(e);
      throw told;
    }
  }

  private static String newToken() {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** Whether only this machine can connect. */
  public boolean isLoopback() {
    return loopback;
  }

  /** Whether changes need the operator token. */
  public boolean needsToken() {
    return !loopback;
  }

  /**
   * The token that was made up because none was set, to be shown to whoever started the program.
   */
  public Optional<String> generatedToken() {
    return generated ? Optional.of(token) : Optional.empty();
  }

  /** Whether {@code candidate} is the operator token; takes the same time whatever it is. */
  boolean isToken(@Nullable String candidate) {
    return candidate != null && MessageDigest.isEqual(digest(candidate), digest(token));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Whether an {@code Authorization} header carries the operator token. */
  boolean isAuthorized(@Nullable String authorization) {
    String scheme = "bearer ";
    return authorization != null
        && authorization.toLowerCase(Locale.ROOT).startsWith(scheme)
        && isToken(authorization.substring(scheme.length()).trim());
  }

  /** Whether a request may name this server so; a request without {@code Host} may. */
  boolean allowsHost(@Nullable String hostHeader) {
    if (!loopback || hostHeader == null) {
      return true;
    }
    String name = unbracketed(withoutPort(hostHeader)).toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.equals("127.0.0.1")
        || name.equals("::1")
        || name.equalsIgnoreCase(host);
  }

  /**
   * Whether a page of {@code origin} may ask the server that it knows as {@code hostHeader} for a
   * change. A request without an origin comes from a program, not from a page, and may.
   */
  boolean allowsOrigin(@Nullable String origin, @Nullable String hostHeader) {
    if (origin == null) {
      return true;
    }
    try {
      URI uri = new URI(origin);
      String authority = uri.getRawAuthority();
      String scheme = uri.getScheme();
      if (authority == null || scheme == null || hostHeader == null) {
        return false;
      }
      String defaultPort = scheme.equalsIgnoreCase("https") ? ":443" : ":80";
      return without(defaultPort, authority).equalsIgnoreCase(without(defaultPort, hostHeader));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static String without(String suffix, String text) {
    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
  }

  private static String withoutPort(String hostHeader) {
    int colon = hostHeader.lastIndexOf(':');
    return colon > hostHeader.lastIndexOf(']') ? hostHeader.substring(0, colon) : hostHeader;
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
