package dev.reverie.dream.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reverie.config.Clock;
import dev.reverie.config.ManualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ModelDownloaderTest {
  private static final byte[] FILE = new byte[1_000_003];
  private static final String HALF = "bytes=" + FILE.length / 2 + "-";

  static {
    new Random(42).nextBytes(FILE);
  }

  @TempDir private Path folder;
  private final FileServer server = new FileServer(FILE);
  private final ManualClock clock = new ManualClock();
  private final List<Long> progress = new ArrayList<>();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void a_file_is_fetched_under_its_name_and_nothing_else_stays() throws Exception {
    Path file = fetch(server.url("/net.h5"));

    assertThat(file).isEqualTo(target()).hasBinaryContent(FILE);
    assertThat(part()).doesNotExist();
    assertThat(progress).isSorted().startsWith(0L).endsWith((long) FILE.length);
  }

  @Test
  void a_sound_file_is_not_fetched_again() throws Exception {
    fetch(server.url("/net.h5"));
    fetch(server.url("/net.h5"));

    assertThat(server.ranges()).hasSize(1);
  }

  @Test
  void a_damaged_file_is_replaced() throws Exception {
    byte[] damaged = FILE.clone();
    damaged[77]++;
    Files.write(target(), damaged);

    fetch(server.url("/net.h5"));

    assertThat(target()).hasBinaryContent(FILE);
  }

  @Test
  void what_came_before_is_kept_and_only_the_rest_is_fetched() throws Exception {
    Files.write(part(), Arrays.copyOf(FILE, FILE.length / 2));

    fetch(server.url("/net.h5"));

    assertThat(target()).hasBinaryContent(FILE);
    assertThat(server.ranges()).containsExactly(HALF);
    assertThat(progress).startsWith(FILE.length / 2L);
  }

  @Test
  void a_part_that_is_already_whole_needs_no_network() throws Exception {
    Files.write(part(), FILE);

    fetch(unreachable());

    assertThat(target()).hasBinaryContent(FILE);
  }

  @Test
  void a_part_that_is_too_long_or_wrong_is_fetched_anew() throws Exception {
    Files.write(part(), Arrays.copyOf(FILE, FILE.length + 1));
    fetch(server.url("/net.h5"));
    assertThat(target()).hasBinaryContent(FILE);

    Files.delete(target());
    Files.write(part(), new byte[FILE.length]);
    fetch(server.url("/net.h5"));
    assertThat(target()).hasBinaryContent(FILE);
  }

  @Test
  void a_damaged_part_is_found_out_and_fetched_anew() throws Exception {
    Files.write(part(), new byte[FILE.length / 2]);

    fetch(server.url("/net.h5"));

    assertThat(target()).hasBinaryContent(FILE);
    assertThat(server.ranges()).containsExactly(HALF, "");
  }

  @Test
  void a_server_that_ignores_ranges_is_taken_from_the_start() throws Exception {
    server.answering(server::ignoringRange);
    Files.write(part(), Arrays.copyOf(FILE, FILE.length / 2));

    fetch(server.url("/net.h5"));

    assertThat(target()).hasBinaryContent(FILE);
    assertThat(server.ranges()).containsExactly(HALF);
  }

  @Test
  void a_server_that_sends_another_range_is_asked_from_the_start() throws Exception {
    server.answering(server::anotherRange);
    Files.write(part(), Arrays.copyOf(FILE, FILE.length / 2));

    fetch(server.url("/net.h5"));

    assertThat(target()).hasBinaryContent(FILE);
    assertThat(server.ranges()).containsExactly(HALF, "");
  }

  @Test
  void a_range_that_cannot_be_had_is_asked_from_the_start() throws Exception {
    server.answering(FileServer.status(416));
    Files.write(part(), Arrays.copyOf(FILE, FILE.length / 2));

    fetch(server.url("/net.h5"));

    assertThat(target()).hasBinaryContent(FILE);
    assertThat(server.ranges()).containsExactly(HALF, "");
  }

  @Test
  void after_a_broken_connection_it_goes_on_where_it_was_if_the_file_is_the_same()
      throws Exception {
    server.answering(server::hangingUp);

    fetch(server.url("/net.h5"));

    assertThat(target()).hasBinaryContent(FILE);
    assertThat(server.ranges()).hasSize(2).first().isEqualTo("");
    assertThat(server.ranges().get(1)).startsWith("bytes=");
    assertThat(server.ifRanges()).containsExactly("", "\"v1\"");
    assertThat(clock.nanoTime()).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void a_server_that_stalls_is_left_and_asked_for_the_rest() throws Exception {
    server.answering(server::stalling);

    fetch(server.url("/net.h5"));

    assertThat(target()).hasBinaryContent(FILE);
    assertThat(server.ranges()).hasSize(2);
  }

  @Test
  void a_server_that_never_answers_is_given_up_in_the_end() {
    FileServer.Answer[] silence = new FileServer.Answer[7];
    Arrays.fill(silence, (FileServer.Answer) server::silent);
    server.answering(silence);

    assertThatThrownBy(() -> fetch(server.url("/net.h5")))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("127.0.0.1 stopped answering");
    assertThat(server.ranges()).hasSize(7);
  }

  @Test
  void an_overloaded_server_is_asked_again_after_ever_longer_pauses() throws Exception {
    server.answering(FileServer.status(503), FileServer.status(429), FileServer.status(500));

    fetch(server.url("/net.h5"));

    assertThat(target()).hasBinaryContent(FILE);
    assertThat(clock.nanoTime()).isEqualTo(TimeUnit.SECONDS.toNanos(1 + 2 + 4));
  }

  @Test
  void a_server_that_stays_overloaded_is_given_up_in_the_end() {
    FileServer.Answer[] overloaded = new FileServer.Answer[20];
    Arrays.fill(overloaded, FileServer.status(503));
    server.answering(overloaded);

    assertThatThrownBy(() -> fetch(server.url("/net.h5")))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "net could not be downloaded: 127.0.0.1 answered with HTTP status 503; try again later,"
                + " or put net.h5 into "
                + folder
                + " to do without the download");
    assertThat(part()).doesNotExist();
  }

  @Test
  void a_file_that_moved_is_followed() throws Exception {
    server.answering(FileServer.redirect(server.url("/elsewhere")));

    fetch(server.url("/net.h5"));

    assertThat(target()).hasBinaryContent(FILE);
  }

  @Test
  void the_mirror_is_asked_where_the_first_server_has_no_such_file() throws Exception {
    server.answering(FileServer.status(404));

    fetch(server.url("/gone.h5"), server.url("/net.h5"));

    assertThat(target()).hasBinaryContent(FILE);
    assertThat(clock.nanoTime()).isZero();
  }

  @Test
  void a_file_that_is_nowhere_fails_at_once_and_says_how_to_do_without() {
    server.answering(FileServer.status(404));

    assertThatThrownBy(() -> fetch(server.url("/net.h5")))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("answered with HTTP status 404")
        .hasMessageEndingWith("put net.h5 into " + folder + " to do without the download");
    assertThat(clock.nanoTime()).isZero();
  }

  @Test
  void a_wrong_checksum_is_said_and_nothing_is_kept() {
    byte[] wrong = FILE.clone();
    wrong[0]++;
    server.answering(FileServer.other(wrong, true));

    assertThatThrownBy(() -> fetch(server.url("/net.h5")))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(
            "sent a damaged file (md5 " + md5(wrong) + " instead of " + md5(FILE));
    assertThat(part()).doesNotExist();
    assertThat(target()).doesNotExist();
  }

  @Test
  void a_login_page_in_place_of_the_file_is_refused() {
    byte[] page = "<html>Welcome to the hotel</html>".getBytes(StandardCharsets.UTF_8);
    server.answering(FileServer.other(page, true));

    assertThatThrownBy(() -> fetch(server.url("/net.h5")))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(
            "offers another file, of " + page.length + " bytes instead of " + FILE.length);
    assertThat(part()).doesNotExist();
  }

  @Test
  void a_file_without_end_is_refused() {
    server.answering(FileServer.other(new byte[FILE.length + 1], false));

    assertThatThrownBy(() -> fetch(server.url("/net.h5")))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("sends more than the " + FILE.length + " bytes");
    assertThat(part()).doesNotExist();
  }

  @Test
  void without_a_network_it_says_so_without_waiting() throws IOException {
    URI nobody = unreachable();

    assertThatThrownBy(() -> fetch(nobody))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "no network: could not reach 127.0.0.1 to download net; connect and try again, or put"
                + " net.h5 into "
                + folder
                + " to do without the download");
    assertThat(clock.nanoTime()).isZero();
    assertThat(part()).doesNotExist();
  }

  @Test
  void an_interrupt_ends_it_and_the_next_call_goes_on_from_there() throws Exception {
    server.answering(server::stalling);
    AtomicReference<@Nullable Throwable> outcome = new AtomicReference<>();
    ModelDownloader patient =
        new ModelDownloader(
            folder,
            clock,
            new HttpAttempt.Patience(
                Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(30)),
            path -> Long.MAX_VALUE);
    Thread thread =
        new Thread(
            () ->
                outcome.set(
                    catchThrowable(
                        () -> patient.fetch(model(server.url("/net.h5")), (done, total) -> {}))),
            "download");
    thread.start();
    server.awaitHalf();
    await().until(() -> Files.size(part()) == FILE.length / 2);
    thread.interrupt();
    thread.join();

    assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
    assertThat(target()).doesNotExist();
    assertThat(part()).hasSize(FILE.length / 2);
    fetch(server.url("/net.h5"));
    assertThat(target()).hasBinaryContent(FILE);
    assertThat(server.ranges()).containsExactly("", HALF);
  }

  @Test
  void too_little_space_is_said_before_anything_is_fetched() {
    ModelDownloader downloader = downloader(1000);

    assertThatThrownBy(() -> downloader.fetch(model(server.url("/net.h5")), (done, total) -> {}))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "the disk is full: net.h5 needs 1.0 MB in "
                + folder
                + ", 0.0 MB are free; free some space or set models-cache to a folder on another"
                + " disk");
    assertThat(server.ranges()).isEmpty();
    assertThat(part()).doesNotExist();
  }

  @Test
  void a_disk_that_fills_up_meanwhile_is_said_and_given_its_space_back() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "needs Linux' /dev/full");
    Files.createSymbolicLink(part(), full);

    assertThatThrownBy(() -> fetch(server.url("/net.h5")))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "the disk is full: net.h5 does not fit into "
                + folder
                + "; free some space or set models-cache to a folder on another disk");
    assertThat(Files.isSymbolicLink(part())).isFalse();
    assertThat(target()).doesNotExist();
  }

  @Test
  void a_real_disk_of_half_a_megabyte_is_too_small() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", disk.toString()) == 0,
        "needs the right to mount");
    try {
      ModelEntry model = model(server.url("/net.h5"));
      assertThatThrownBy(() -> new ModelDownloader(disk, clock).fetch(model, (done, total) -> {}))
          .isInstanceOf(WeightsException.class)
          .hasMessageStartingWith("the disk is full: net.h5 needs 1.0 MB in " + disk + ", 0.5 MB");
      ModelDownloader misled = new ModelDownloader(disk, clock, IMPATIENCE, path -> Long.MAX_VALUE);
      assertThatThrownBy(() -> misled.fetch(model, (done, total) -> {}))
          .isInstanceOf(WeightsException.class)
          .hasMessageStartingWith("the disk is full: net.h5 does not fit into " + disk);
      try (Stream<Path> left = Files.list(disk)) {
        assertThat(left.map(Path::getFileName).map(Path::toString)).containsExactly("net.h5.lock");
      }
    } finally {
      assertThat(run("umount", disk.toString())).isZero();
    }
  }

  @Test
  void a_cache_that_cannot_be_made_is_said() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    ModelDownloader downloader = new ModelDownloader(file.resolve("cache"), clock);

    assertThatThrownBy(() -> downloader.fetch(model(server.url("/net.h5")), (done, total) -> {}))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("cannot be made")
        .hasMessageContaining("set models-cache to another one");
  }

  @Test
  void two_threads_fetch_once() throws Exception {
    server.answering(server::slowly);
    ModelDownloader downloader =
        new ModelDownloader(folder, Clock.system(), IMPATIENCE, path -> Long.MAX_VALUE);
    ModelEntry model = model(server.url("/net.h5"));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Callable<Path> fetch = () -> downloader.fetch(model, (done, total) -> {});
      for (Future<Path> file : threads.invokeAll(List.of(fetch, fetch))) {
        assertThat(file.get()).hasBinaryContent(FILE);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(server.ranges()).hasSize(1);
  }

  @Test
  void two_processes_fetch_once() throws Exception {
    server.answering(server::slowly);
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  DownloadInAnotherProcess.class.getName(),
                  folder.toString(),
                  server.url("/net.h5").toString(),
                  Long.toString(FILE.length),
                  md5(FILE))
              .inheritIO()
              .start());
    }
    for (Process process : processes) {
      assertThat(process.waitFor()).isZero();
    }
    assertThat(target()).hasBinaryContent(FILE);
    assertThat(server.ranges()).hasSize(1);
  }

  @Test
  void models_without_a_download_say_what_to_do() {
    ModelCatalogue catalogue = ModelCatalogue.standard();
    ModelDownloader downloader = downloader(Long.MAX_VALUE);

    assertThatThrownBy(() -> downloader.fetch(catalogue.entry("googlenet"), (done, total) -> {}))
        .isInstanceOf(WeightsException.class)
        .hasMessage("googlenet cannot be downloaded; put googlenet.safetensors into " + folder);
    assertThatThrownBy(() -> downloader.fetch(catalogue.entry("dreamnet"), (done, total) -> {}))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("built in");
  }

  private static final HttpAttempt.Patience IMPATIENCE =
      new HttpAttempt.Patience(
          Duration.ofSeconds(5), Duration.ofMillis(500), Duration.ofMillis(500));

  private Path fetch(URI... urls) throws InterruptedException {
    return downloader(Long.MAX_VALUE).fetch(model(urls), (done, total) -> progress.add(done));
  }

  private ModelDownloader downloader(long space) {
    return new ModelDownloader(folder, clock, IMPATIENCE, path -> space);
  }

  private static ModelEntry model(URI... urls) {
    return new ModelEntry(
        "net",
        "A net",
        "none",
        false,
        new ModelEntry.Download(List.of(urls), "net.h5", FILE.length, md5(FILE)));
  }

  private Path target() {
    return folder.resolve("net.h5");
  }

  private Path part() {
    return folder.resolve("net.h5.part");
  }

  /** An address where nobody listens. */
  private static URI unreachable() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/net.h5");
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
