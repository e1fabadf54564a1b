package dev.reverie.server;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.nayuki.qrcodegen.QrCode;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/qr.svg?desk=URL}: the control page's address as a QR code, for phones in front of
 * a wall. {@code desk} is that address as the browser knows it, which only the browser does (its
 * scheme, and the folder behind a proxy); it has to lead to this server by the name that the
 * request itself uses, so that nobody is led elsewhere. Without it the code leads to {@code
 * http://Host/}.
 */
final class DeskCode {
  /** Modules of white around the code that readers need: four, says ISO/IEC 18004. */
  private static final int QUIET = 4;

  private static final int LONGEST = 300;

  private final AccessPolicy access;

  DeskCode(AccessPolicy access) {
    this.access = access;
  }

  void register(JavalinDefaultRoutingApi routes) {
    ApiRoutes.look(routes, "/api/qr.svg", this::answer);
  }

  private void answer(Context ctx) throws SocketException {
    URI desk = desk(ctx.queryParam("desk"), ctx.header("Host"));
    if (isLoopback(desk)) {
      desk = at(ownAddress(), desk);
    }
    ctx.header("Cache-Control", "no-store")
        .contentType("image/svg+xml")
        .result(svg(QrCode.encodeText(desk.toString(), QrCode.Ecc.MEDIUM)));
  }

  private URI desk(@Nullable String asked, @Nullable String host) {
    String url = asked == null || asked.isBlank() ? "http://" + host + "/" : asked;
    if (url.length() > LONGEST) {
      throw new ApiException(400, "'desk' is longer than " + LONGEST + " characters");
    }
    try {
      URI uri = new URI(url);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      if ((scheme.equals("http") || scheme.equals("https"))
          && uri.getHost() != null
          && access.allowsOrigin(url, host)) {
        String path = String.valueOf(uri.getRawPath());
        return URI.create(
            scheme + "://" + uri.getRawAuthority() + (path.startsWith("/") ? path : "/"));
      }
    } catch (URISyntaxException e) {
      throw new ApiException(400, "'desk' is no address: " + e.getReason());
    }
    throw new ApiException(
        400, "'desk' must be the http or https address of this server, as the request names it");
  }

  /** A phone that is told "localhost" looks for Reverie in itself. */
  private static boolean isLoopback(URI desk) {
    String host = desk.getHost().toLowerCase(Locale.ROOT);
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }

  private InetAddress ownAddress() throws SocketException {
    if (access.isLoopback()) {
      throw new ApiException(
          409,
          "Reverie listens for this machine only, where phones do not reach it; start it with"
              + " --host 0.0.0.0");
    }
    return OwnAddress.find()
        .orElseThrow(
            () -> new ApiException(409, "this machine is on no network that phones could be on"));
  }

  private static URI at(InetAddress address, URI desk) {
    String port = desk.getPort() < 0 ? "" : ":" + desk.getPort();
    return URI.create(
        desk.getScheme() + "://" + address.getHostAddress() + port + desk.getRawPath());
  }

  /** Black on white, a unit per module, each row's neighbours joined. */
  private static String svg(QrCode code) {
    int side = code.size + 2 * QUIET;
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      int x = 0;
      while (x < code.size) {
        int start = x;
        while (code.getModule(x, y)) {
          x++;
        }
        if (x > start) {
          path.append('M').append(start + QUIET).append(' ').append(y + QUIET);
          path.append('h').append(x - start).append("v1h-").append(x - start).append('z');
        }
        x++;
      }
    }
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\"".formatted(side, side)
        + " shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/>"
            .formatted(side, side)
        + "<path d=\""
        + path
        + "\"/></svg>";
  }
}
