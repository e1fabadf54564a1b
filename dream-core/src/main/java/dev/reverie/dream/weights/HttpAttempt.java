package dev.reverie.dream.weights;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One try at fetching a file over HTTP: asks for what is still missing, adds what comes to the
 * part, and says how it ended. Holds the connections; used by one thread.
 */
final class HttpAttempt {
  /**
   * How long to wait, each at least a millisecond.
   *
   * @param connect for a connection
   * @param answer for the head of the answer, redirects included
   * @param stall for the next piece of the body
   */
  record Patience(Duration connect, Duration answer, Duration stall) {}

  /** How a try ended. */
  sealed interface Outcome {
    /** All bytes are there. */
    record Complete() implements Outcome {}

    /**
     * It may work another time.
     *
     * @param reached whether there was anybody at the other end
     */
    record Broken(String reason, boolean reached) implements Outcome {}

    /** It won't work however often it is tried. */
    record Refused(String reason) implements Outcome {}
  }

  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");

  private final HttpClient client;
  private final Patience patience;
  private final long bytes;
  private final ModelDownloader.Progress progress;

  /** The version of the file that the part's bytes are of, as far as the server says. */
  private @Nullable String version;

  /**
   * For one file.
   *
   * @param bytes its exact size
   */
  HttpAttempt(Patience patience, long bytes, ModelDownloader.Progress progress) {
    this.patience = patience;
    this.bytes = bytes;
    this.progress = progress;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(patience.connect())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  /**
   * Fetches from one URL what {@code part} lacks, which is at least one byte.
   *
   * @throws InterruptedException if the thread is interrupted; what has come stays in the part
   * @throws WeightsException if the disk won't take it
   */
  Outcome run(URI url, PartFile part) throws InterruptedException {
    try (BodyReader body = new BodyReader()) {
      HttpResponse<Flow.Publisher<List<ByteBuffer>>> response =
          client.send(request(url, part.size()), HttpResponse.BodyHandlers.ofPublisher());
      response.body().subscribe(body);
      Outcome unfit = prepare(response.statusCode(), response.headers(), part);
      return unfit != null ? unfit : receive(body, part);
    } catch (IOException e) {
      return broken(e);
    }
  }

  private HttpRequest request(URI url, long have) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url).timeout(patience.answer()).header("User-Agent", "Reverie");
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
      if (version != null) {
        request.header("If-Range", version);
      }
    }
    return request.build();
  }

  /** Gets the part ready for the body that follows; returns why it can't be used, else null. */
  private @Nullable Outcome prepare(int status, HttpHeaders headers, PartFile part) {
    switch (status) {
      case OK -> {
        long offered = headers.firstValueAsLong("Content-Length").orElse(bytes);
        if (offered != bytes) {
          return new Outcome.Refused(
              "offers another file, of " + offered + " bytes instead of " + bytes);
        }
        part.restart();
      }
      case PARTIAL -> {
        if (!continues(headers.firstValue("Content-Range"), part.size())) {
          part.restart();
          return new Outcome.Broken("sent another part than asked for", true);
        }
      }
      case RANGE_NOT_SATISFIABLE -> {
        part.restart();
        return new Outcome.Broken("has nothing to add to what was there", true);
      }
      default -> {
        String reason = "answered with HTTP status " + status;
        boolean passing = status >= 500 || status == 408 || status == 425 || status == 429;
        return passing ? new Outcome.Broken(reason, true) : new Outcome.Refused(reason);
      }
    }
    version = headers.firstValue("ETag").filter(tag -> tag.startsWith("\"")).orElse(null);
    return null;
  }

  private boolean continues(Optional<String> contentRange, long have) {
    Matcher range = CONTENT_RANGE.matcher(contentRange.orElse(""));
    return range.matches()
        && range.group(1).equals(Long.toString(have))
        && (range.group(2).equals("*") || range.group(2).equals(Long.toString(bytes)));
  }

  private Outcome receive(BodyReader body, PartFile part) throws IOException, InterruptedException {
    while (true) {
      List<ByteBuffer> pieces = body.next(patience.stall());
      if (pieces == null) {
        return part.size() == bytes
            ? new Outcome.Complete()
            : new Outcome.Broken("hung up early", true);
      }
      for (ByteBuffer piece : pieces) {
        if (piece.remaining() > bytes - part.size()) {
          part.restart();
          return new Outcome.Refused("sends more than the " + bytes + " bytes of the file");
        }
        part.append(piece);
      }
      progress.at(part.size(), bytes);
    }
  }

  private Outcome broken(IOException e) {
    if (e instanceof ConnectException
        || e instanceof HttpConnectTimeoutException
        || e instanceof UnknownHostException
        || e instanceof NoRouteToHostException) {
      return new Outcome.Broken("could not be reached", false);
    }
    if (e instanceof HttpTimeoutException) {
      return new Outcome.Broken("stopped answering", true);
    }
    return new Outcome.Broken("broke the connection (" + e.getMessage() + ")", true);
  }
}
