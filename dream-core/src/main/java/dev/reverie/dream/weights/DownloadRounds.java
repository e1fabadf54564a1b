package dev.reverie.dream.weights;

import dev.reverie.config.Clock;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Tries a download's URLs in turn, round after round with growing pauses, for as long as there is
 * hope: a round that brings nothing new is given only so many successors, a server that hasn't got
 * the file is not asked again, and where nobody can be reached at all it gives up at once.
 */
final class DownloadRounds {
  private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(30);
  private static final int FRUITLESS_ROUNDS = 6;

  /** A round that brings less than this counts as fruitless. */
  private static final long WORTH_GOING_ON = 1 << 16;

  private final String model;
  private final ModelEntry.Download download;
  private final Clock clock;
  private final HttpAttempt http;
  private final List<URI> hopeful;

  /** What happened last, by host, for the message. */
  private final Map<String, String> reasons = new LinkedHashMap<>();

  private boolean reached;

  DownloadRounds(
      String model,
      ModelEntry.Download download,
      Clock clock,
      HttpAttempt.Patience patience,
      ModelDownloader.Progress progress) {
    this.model = model;
    this.download = download;
    this.clock = clock;
    this.http = new HttpAttempt(patience, download.bytes(), progress);
    this.hopeful = new ArrayList<>(download.urls());
  }

  /**
   * Returns when {@code part} holds the whole file with the right checksum.
   *
   * @throws WeightsException when there is no hope left
   */
  void run(PartFile part, Path target) throws InterruptedException {
    if (part.size() >= download.bytes()) {
      if (isWhole(part)) {
        return;
      }
      part.restart();
    }
    long furthest = part.size();
    int fruitless = 0;
    while (!round(part)) {
      if (part.size() >= furthest + WORTH_GOING_ON) {
        furthest = part.size();
        fruitless = 0;
      }
      if (hopeful.isEmpty() || !reached || fruitless == FRUITLESS_ROUNDS) {
        throw new WeightsException(hopeless(target));
      }
      clock.sleep(Math.min(LONGEST_PAUSE, FIRST_PAUSE << fruitless));
      fruitless++;
    }
  }

  /** Tries every URL once; true as soon as one has completed the file. */
  private boolean round(PartFile part) throws InterruptedException {
    for (Iterator<URI> urls = hopeful.iterator(); urls.hasNext(); ) {
      URI url = urls.next();
      boolean resumed = part.size() > 0;
      HttpAttempt.Outcome outcome = http.run(url, part);
      if (outcome instanceof HttpAttempt.Outcome.Broken broken) {
        reasons.put(url.getHost(), broken.reason());
        reached |= broken.reached();
        continue;
      }
      reached = true;
      if (outcome instanceof HttpAttempt.Outcome.Refused refused) {
        reasons.put(url.getHost(), refused.reason());
        urls.remove();
      } else if (isWhole(part)) {
        return true;
      } else {
        reasons.put(
            url.getHost(),
            "sent a damaged file (md5 "
                + part.checksum()
                + " instead of "
                + download.md5()
                + "), which was deleted");
        part.restart();
        if (!resumed) { // else what was there before may have been the damage
          urls.remove();
        }
      }
    }
    return false;
  }

  private boolean isWhole(PartFile part) {
    return part.size() == download.bytes() && part.checksum().equals(download.md5());
  }

  private String hopeless(Path target) {
    String byHand =
        "put "
            + download.fileName()
            + " into "
            + target.getParent()
            + " to do without the download";
    if (!reached) {
      return "no network: could not reach "
          + String.join(", ", reasons.keySet())
          + " to download "
          + model
          + "; connect and try again, or "
          + byHand;
    }
    return model
        + " could not be downloaded: "
        + reasons.entrySet().stream()
            .map(host -> host.getKey() + " " + host.getValue())
            .collect(Collectors.joining(", "))
        + "; try again later, or "
        + byHand;
  }
}
