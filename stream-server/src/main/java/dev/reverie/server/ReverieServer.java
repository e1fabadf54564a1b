package dev.reverie.server;

import dev.reverie.config.Clock;
import dev.reverie.config.Settings;
import dev.reverie.presets.Presets;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.router.ParsedEndpoint;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reverie's HTTP server: the stream, the API, the WebSocket and the page. {@link #start} once,
 * {@link #close} once; it does not close the hub, whose owner does so afterwards.
 */
public final class ReverieServer implements AutoCloseable {
  private static final Duration STALL = Duration.ofSeconds(10);
  private static final int HTTP_THREADS = 32;
  private static final int BACKLOG = 128;
  private static final Logger LOG = LoggerFactory.getLogger(ReverieServer.class);

  private final Settings settings;
  private final Duration stall;
  private final Json json = new Json();
  private final ApiRoutes api;
  private final AccessGuard guard;
  private final Refusals refusals;
  private final StreamHandler stream;
  private final LiveEndpoint live;
  private final DeskCode code;
  private final ControlDesk desk;
  private volatile @Nullable PresetRoutes presets;
  private volatile @Nullable Javalin app;

  /**
   * @param settings host, port, viewers and send buffer are read
   * @param access {@link AccessPolicy#of} the same settings
   * @param hub what is streamed; stays the caller's, but is {@linkplain MjpegHub#dismiss dismissed}
   *     when this server closes
   */
  public ReverieServer(
      Settings settings,
      Clock clock,
      AccessPolicy access,
      MjpegHub hub,
      ControlDesk desk,
      StateReport report,
      ModelDirectory models,
      MetricsReport metrics) {
    this(settings, clock, access, hub, desk, report, models, metrics, "/web", STALL);
  }

  /**
   * @param pages folder of the page's files on the class path
   * @param stall how long a connection may stand still before it is cut
   */
  ReverieServer(
      Settings settings,
      Clock clock,
      AccessPolicy access,
      MjpegHub hub,
      ControlDesk desk,
      StateReport report,
      ModelDirectory models,
      MetricsReport metrics,
      String pages,
      Duration stall) {
    this.settings = settings;
    this.stall = stall;
    this.desk = desk;
    this.api = new ApiRoutes(json, hub, desk, report, models, metrics, new WebPages(pages));
    SecurityHeaders headers = new SecurityHeaders(access);
    this.refusals = new Refusals(json, headers);
    this.stream = new StreamHandler(hub, refusals, stall);
    this.guard = new AccessGuard(access, refusals, headers);
    this.code = new DeskCode(access);
    // A page holds one stream and one socket; pages without a stream get as many again.
    this.live = new LiveEndpoint(clock, json, access, desk, report, 2 * settings.viewers());
  }

  /**
   * Offers presets as well; to be called before {@link #start}.
   *
   * @param offered stays the caller's
   */
  public void offer(Presets offered) {
    presets = new PresetRoutes(json, offered, desk);
  }

  /**
   * Listens.
   *
   * @throws IOException with one line for people, if it cannot: the port is taken or not allowed,
   *     the host is not this machine's
   */
  public void start() throws IOException {
    ServerSocketChannel channel = bind();
    try {
      Javalin created = Javalin.create(config -> configure(config, channel));
      app = created;
      created.start();
      live.start();
    } catch (RuntimeException e) {
      channel.close();
      throw new IOException("the web server could not start: " + e.getMessage(), e);
    }
    LOG.debug("listening on {}", url());
  }

  private ServerSocketChannel bind() throws IOException {
    InetAddress address = AccessPolicy.address(settings.host());
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      return channel.bind(new InetSocketAddress(address, settings.port()), BACKLOG);
    } catch (IOException e) {
      channel.close();
      throw explained(e);
    }
  }

  private IOException explained(IOException e) {
    String reason = String.valueOf(e.getMessage());
    String where = "port " + settings.port() + " on " + settings.host();
    String message;
    if (reason.contains("in use")) {
      message =
          where
              + " is in use by another program; stop it, or choose another port with --port"
              + " (0 picks a free one)";
    } else if (reason.contains("ermission")) {
      message = where + " needs special rights; choose a port above 1023 with --port";
    } else if (reason.contains("assign") || reason.contains("not available")) {
      message =
          "host '"
              + settings.host()
              + "' is not an address of this machine; use 127.0.0.1 for this machine only, or"
              + " 0.0.0.0 for every network it is on";
    } else {
      message = "cannot listen on " + where + ": " + reason;
    }
    BindException told = new BindException(message);
    told.initCause(e);
    return told;
  }

  private void configure(JavalinConfig config, ServerSocketChannel channel) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = ApiRoutes.MAX_BODY;
    config.jetty.threadPool = threads();
    config.jetty.modifyServer(
        server -> {
          guard.setHandler(stream);
          server.setHandler(guard);
          server.setErrorHandler(refusals);
        });
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setUriCompliance(UriCompliance.DEFAULT);
          http.setSendServerVersion(false);
        });
    config.jetty.modifyWebSocketServletFactory(
        sockets -> {
          sockets.setMaxTextMessageSize(ApiRoutes.MAX_BODY);
          sockets.setMaxBinaryMessageSize(ApiRoutes.MAX_BODY);
          sockets.setIdleTimeout(stall);
        });
    config.jetty.addConnector((server, http) -> connector(server, http, channel));
    config.router.javaLangErrorHandler(this::failed);
    api.register(config.routes);
    code.register(config.routes);
    PresetRoutes offered = presets;
    if (offered != null) {
      offered.register(config.routes);
    }
    config.routes.ws("/api/live", live::register);
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool pool = new QueuedThreadPool(HTTP_THREADS, 4);
    pool.setName("http");
    pool.setDaemon(true);
    pool.setStopTimeout(500);
    return pool;
  }

  private ServerConnector connector(
      Server server, HttpConfiguration http, ServerSocketChannel channel) {
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setIdleTimeout(stall.toMillis());
    connector.setAcceptedSendBufferSize(settings.sendBuffer());
    try {
      connector.open(channel);
    } catch (IOException e) {
      throw new IllegalStateException("the bound socket was refused", e);
    }
    return connector;
  }

  /** Answers when the program itself is broken (out of memory, a missing class). */
  private void failed(HttpServletResponse response, Error error) {
    LOG.error("a request failed", error);
    response.setStatus(500);
  }

  /** The port it listens on, also when the settings said 0; to be asked after {@link #start}. */
  public int port() {
    Javalin running = app;
    if (running == null) {
      throw new IllegalStateException("the server has not started");
    }
    return running.port();
  }

  /** Where a browser on this machine finds the page, with a slash at the end. */
  public String url() {
    String host = settings.host();
    if (host.equals("0.0.0.0")) {
      host = "127.0.0.1";
    } else if (host.equals("::") || host.equals("[::]")) {
      host = "[::1]";
    } else if (host.contains(":") && !host.startsWith("[")) {
      host = "[" + host + "]";
    }
    return "http://" + host + ":" + port() + "/";
  }

  /** Every HTTP route as {@code METHOD /path}; to be asked after {@link #start}. */
  public Set<String> routes() {
    Javalin running = app;
    if (running == null) {
      throw new IllegalStateException("the server has not started");
    }
    Set<String> routes = new TreeSet<>(StreamHandler.ROUTES);
    for (ParsedEndpoint route : running.unsafe.internalRouter.allHttpHandlers()) {
      routes.add(route.endpoint.method.name() + " " + route.endpoint.path);
    }
    return routes;
  }

  /** How many pages hold a WebSocket open. */
  public int pages() {
    return live.clients();
  }

  /** Ends the streams, says goodbye to the pages and stops listening, within two seconds. */
  @Override
  public void close() {
    live.close();
    stream.dismiss();
    Javalin running = app;
    if (running != null) {
      try {
        running.stop();
      } catch (RuntimeException e) {
        LOG.warn("the web server did not stop cleanly: {}", e.getMessage());
      }
    }
  }
}
