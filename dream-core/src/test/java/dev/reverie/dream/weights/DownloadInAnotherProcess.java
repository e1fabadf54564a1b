package dev.reverie.dream.weights;

import dev.reverie.config.Clock;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** What a second Reverie does when it wants the same model at the same time. */
final class DownloadInAnotherProcess {
  private DownloadInAnotherProcess() {}

  /**
   * Fetches one file.
   *
   * @param args folder, URL, size, md5
   */
  public static void main(String[] args) throws InterruptedException {
    ModelEntry.Download download =
        new ModelEntry.Download(
            List.of(URI.create(args[1])), "net.h5", Long.parseLong(args[2]), args[3]);
    new ModelDownloader(Path.of(args[0]), Clock.system())
        .fetch(new ModelEntry("net", "", "", false, download), (done, total) -> {});
  }
}
