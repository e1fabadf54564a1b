package dev.reverie.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamTest {

  @Test
  void everyByteIsWhereMultipartWantsItOverSixtyFrames() throws Exception {
    try (Rig rig = new Rig()) {
      rig.publishForever(320, 180, 60);
      try (Rig.Watch watch = rig.watch("")) {
        assertThat(watch.response.statusCode()).isEqualTo(200);
        Set<Integer> shades = new HashSet<>();
        long last = 0;
        for (int i = 0; i < 60; i++) {
          MjpegReader.Part part = watch.next();
          assertThat(part.headers()).containsEntry("content-type", "image/jpeg");
          Pictures.Decoded picture = Pictures.decode(part.jpeg());
          assertThat(picture.width()).isEqualTo(320);
          assertThat(picture.height()).isEqualTo(180);
          shades.add(picture.green() / 16);
          assertThat(part.frame()).isGreaterThan(last);
          last = part.frame();
        }
        assertThat(shades).hasSizeGreaterThan(10);
      }
    }
  }

  @Test
  void theHeadersKeepCachesProxiesAndCompressionAway() throws Exception {
    try (Rig rig = new Rig()) {
      rig.publishForever(640, 360, 30);
      try (Rig.Watch watch = rig.watch("")) {
        var headers = watch.response.headers();
        assertThat(headers.firstValue("content-encoding")).isEmpty();
        assertThat(headers.firstValue("transfer-encoding")).isEmpty();
        assertThat(headers.firstValue("cache-control").orElse("")).contains("no-store");
        assertThat(headers.firstValue("x-accel-buffering")).contains("no");
        assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
        assertThat(watch.next().jpeg()).startsWith((byte) 0xFF, (byte) 0xD8);
      }
    }
  }

  @Test
  void theFirstPictureComesAtOnceEvenWhenNothingNewIsPublished() throws Exception {
    try (Rig rig = new Rig();
        Mat picture = Pictures.grey(320, 180, 128)) {
      rig.publish(picture);
      long start = rig.clock.nanoTime();
      try (Rig.Watch watch = rig.watch("?width=160")) {
        assertThat(Pictures.decode(watch.next().jpeg()).width()).isEqualTo(160);
        assertThat(rig.clock.nanoTime() - start).isLessThan(1_000_000_000L);
      }
    }
  }

  @Test
  void aStillPictureIsSentAgainWithinASecond() throws Exception {
    try (Rig rig = new Rig();
        Mat picture = Pictures.grey(320, 180, 128)) {
      rig.publish(picture);
      try (Rig.Watch watch = rig.watch("")) {
        MjpegReader.Part first = watch.next();
        for (int i = 0; i < 2; i++) {
          long before = rig.clock.nanoTime();
          MjpegReader.Part again = watch.next();
          assertThat(again.frame()).isEqualTo(first.frame());
          assertThat(again.jpeg()).isEqualTo(first.jpeg());
          assertThat(rig.clock.nanoTime() - before).isBetween(500_000_000L, 1_500_000_000L);
        }
        assertThat(rig.hub.stats().encoded() + rig.hub.stats().stills()).isEqualTo(1);
      }
    }
  }

  @Test
  void viewersOfTheSameShareOneEncode() throws Exception {
    try (Rig rig = new Rig();
        Mat picture = Pictures.grey(320, 180, 128)) {
      rig.publish(picture);
      try (Rig.Watch one = rig.watch("");
          Rig.Watch two = rig.watch("");
          Rig.Watch same = rig.watch("?width=320&quality=85")) {
        one.next();
        two.next();
        same.next();
        long before = rig.hub.stats().encoded();
        for (int i = 0; i < 10; i++) {
          rig.publish(picture);
          one.next();
          two.next();
          same.next();
        }
        assertThat(rig.hub.stats().encoded() - before).isEqualTo(10);
      }
    }
  }

  @Test
  void everyViewerGetsItsOwnWidthQualityAndRate() throws Exception {
    try (Rig rig = new Rig();
        Mat noise = Pictures.noise(640, 360)) {
      rig.publish(noise);
      try (Rig.Watch best = rig.watch("?quality=95");
          Rig.Watch worst = rig.watch("?quality=20");
          Rig.Watch small = rig.watch("?width=200");
          Rig.Watch huge = rig.watch("?width=7680")) {
        byte[] bestJpeg = best.next().jpeg();
        assertThat(worst.next().jpeg().length).isLessThan(bestJpeg.length / 2);
        Pictures.Decoded picture = Pictures.decode(small.next().jpeg());
        assertThat(picture.width()).isEqualTo(200);
        assertThat(picture.height()).isEqualTo(113);
        assertThat(Pictures.decode(huge.next().jpeg()).width()).isEqualTo(640);
      }
    }
  }

  @Test
  void aFrameLimitHolds() throws Exception {
    try (Rig rig = new Rig()) {
      rig.publishForever(160, 90, 50);
      try (Rig.Watch limited = rig.watch("?fps=10")) {
        long first = limited.next().frame();
        long last = first;
        for (int i = 0; i < 10; i++) {
          last = limited.next().frame();
        }
        // Ten pictures at 10 fps are about fifty published at 50 fps, however fast the machine.
        assertThat(last - first).isBetween(40L, 60L);
      }
    }
  }

  @Test
  void theJpegQualityControlCountsForThoseWhoAskForNone() throws Exception {
    try (Rig rig = new Rig();
        Mat noise = Pictures.noise(320, 180)) {
      rig.publish(noise);
      try (Rig.Watch watch = rig.watch("")) {
        int fine = watch.next().jpeg().length;
        assertThat(rig.patch("{\"jpegQuality\": 20}").statusCode()).isEqualTo(200);
        rig.publish(noise);
        long shown = rig.hub.stats().published();
        MjpegReader.Part part = watch.next();
        while (part.frame() < shown) {
          part = watch.next();
        }
        assertThat(part.jpeg().length).isLessThan(fine / 2);
      }
    }
  }

  @Test
  void aSlowReaderSkipsAndDoesNotSlowAFastOne() throws Exception {
    try (Rig rig = new Rig();
        Mat noise = Pictures.noise(640, 360)) {
      rig.publish(noise);
      try (Socket slow = rig.raw("GET /stream.mjpg HTTP/1.1", "Host: localhost");
          Rig.Watch fast = rig.watch("")) {
        assertThat(slow.getInputStream().read()).isEqualTo('H');
        await().until(() -> rig.hub.viewers() == 2);
        fast.next();
        long skippedByFast = 0;
        for (int i = 0; i < 60; i++) {
          rig.publish(noise);
          fast.next();
        }
        HubStats stats = rig.hub.stats();
        for (HubStats.ViewerStats viewer : stats.viewers()) {
          if (viewer.sent() >= 60) {
            skippedByFast = viewer.skipped();
          }
        }
        assertThat(stats.skipped()).isGreaterThan(40);
        assertThat(skippedByFast).isLessThan(10);
      }
    }
  }

  @Test
  void aStalledViewerIsCutAndItsPlaceGivenFree() throws Exception {
    try (Rig rig = new Rig(Map.of("send-buffer", 16384));
        Mat noise = Pictures.noise(640, 360)) {
      rig.publish(noise);
      try (Socket stalled = rig.raw("GET /stream.mjpg HTTP/1.1", "Host: localhost")) {
        await().until(() -> rig.hub.viewers() == 1);
        await().atMost(Duration.ofSeconds(15)).until(() -> rig.hub.viewers() == 0);
        assertThat(stalled.isClosed()).isFalse();
      }
    }
  }

  @Test
  void aViewerWhoOnlyTricklesIsCutToo() throws Exception {
    try (Rig rig = new Rig(Map.of("send-buffer", 4096));
        Mat noise = Pictures.noise(1280, 720)) {
      rig.publish(noise);
      try (Socket trickling = rig.raw("GET /stream.mjpg HTTP/1.1", "Host: localhost")) {
        trickling.setSoTimeout(200);
        await().until(() -> rig.hub.viewers() == 1);
        await()
            .pollInterval(Duration.ofMillis(100))
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> {
                  rig.publish(noise);
                  return hasEnded(trickling);
                });
        assertThat(rig.hub.viewers()).isZero();
      }
    }
  }

  /** Reads a little; whether that was the end. */
  private static boolean hasEnded(Socket socket) {
    try {
      return socket.getInputStream().read(new byte[4000]) < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  void aViewerWhoVanishesIsNoticed() throws Exception {
    try (Rig rig = new Rig()) {
      rig.publishForever(160, 90, 20);
      Socket socket = rig.raw("GET /stream.mjpg HTTP/1.1", "Host: localhost");
      await().until(() -> rig.hub.viewers() == 1);
      socket.setSoLinger(true, 0);
      socket.close();
      await().atMost(Duration.ofSeconds(5)).until(() -> rig.hub.viewers() == 0);
    }
  }

  @Test
  void furtherViewersAreTurnedAwayUntilAPlaceIsFree() throws Exception {
    try (Rig rig = new Rig(Map.of("viewers", 2))) {
      rig.publishForever(160, 90, 20);
      try (Rig.Watch one = rig.watch("")) {
        one.next();
        try (Rig.Watch two = rig.watch("")) {
          two.next();
          HttpResponse<String> third = rig.get("/stream.mjpg");
          assertThat(third.statusCode()).isEqualTo(503);
          assertThat(third.headers().firstValue("retry-after")).isPresent();
          assertThat(third.body()).startsWith("{\"error\":").contains("--viewers");
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> rig.hub.viewers() == 1);
        try (Rig.Watch again = rig.watch("")) {
          again.next();
        }
      }
    }
  }

  @Test
  void fiftyStreamsLeaveTheServerFreeToAnswer() throws Exception {
    try (Rig rig = new Rig()) {
      rig.publishForever(160, 90, 20);
      Socket[] sockets = new Socket[50];
      try {
        for (int i = 0; i < sockets.length; i++) {
          sockets[i] = rig.raw("GET /stream.mjpg HTTP/1.1", "Host: localhost");
        }
        await().until(() -> rig.hub.viewers() == 50);
        assertThat(rig.get("/healthz").statusCode()).isEqualTo(200);
      } finally {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
      await().atMost(Duration.ofSeconds(5)).until(() -> rig.hub.viewers() == 0);
    }
  }

  @Test
  void headAnswersAtOnceWithTheStreamsHeaders() throws Exception {
    try (Rig rig = new Rig()) {
      HttpResponse<String> head =
          rig.send(
              HttpRequest.newBuilder(rig.uri("/stream.mjpg"))
                  .method("HEAD", HttpRequest.BodyPublishers.noBody()));
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.headers().firstValue("content-type").orElse(""))
          .startsWith("multipart/x-mixed-replace");
      assertThat(rig.hub.viewers()).isZero();
    }
  }

  @Test
  void badParametersAreNamed() throws Exception {
    try (Rig rig = new Rig()) {
      for (String query :
          new String[] {"fps=0", "fps=abc", "width=1.5", "quality=101", "fps=NaN"}) {
        HttpResponse<String> refused = rig.get("/stream.mjpg?" + query);
        assertThat(refused.statusCode()).as(query).isEqualTo(400);
        assertThat(refused.body())
            .contains("\"field\":\"" + query.substring(0, query.indexOf('=')) + "\"")
            .contains("\"allowed\":");
      }
      assertThat(rig.hub.viewers()).isZero();
    }
  }

  @Test
  void emptyParametersMeanTheDefaults() throws Exception {
    try (Rig rig = new Rig()) {
      rig.publishForever(160, 90, 20);
      try (Rig.Watch watch = rig.watch("?fps=&width=&quality=&unknown=1")) {
        assertThat(Pictures.decode(watch.next().jpeg()).width()).isEqualTo(160);
      }
    }
  }

  @Test
  void theStreamEndsCleanlyWhenTheServerStops() throws Exception {
    Rig rig = new Rig();
    try {
      rig.publishForever(160, 90, 20);
      try (Rig.Watch watch = rig.watch("");
          Socket stalled = rig.raw("GET /stream.mjpg HTTP/1.1", "Host: localhost")) {
        watch.next();
        await().until(() -> rig.hub.viewers() == 2);
        long start = rig.clock.nanoTime();
        rig.server.close();
        assertThat(rig.clock.nanoTime() - start).isLessThan(2_000_000_000L);
        assertThat(rig.hub.viewers()).isZero();
        InputStream rest = watch.response.body();
        try {
          rest.readAllBytes();
        } catch (IOException cut) {
          assertThat(cut).isNotNull();
        }
        assertThat(stalled.isConnected()).isTrue();
      }
    } finally {
      rig.close();
    }
  }

  @Test
  void aStreamWithoutAnyPictureIsAnsweredWithAReason() throws Exception {
    try (Rig rig = new Rig()) {
      HttpResponse<String> answer = rig.get("/stream.mjpg");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("no picture yet");
      assertThat(rig.hub.viewers()).isZero();
    }
  }

  @Test
  void oldProtocolVersionsGetTheStreamToo() throws Exception {
    try (Rig rig = new Rig()) {
      rig.publishForever(160, 90, 20);
      try (Socket socket = rig.raw("GET /stream.mjpg HTTP/1.0")) {
        String head =
            new String(socket.getInputStream().readNBytes(1500), StandardCharsets.ISO_8859_1);
        assertThat(head).startsWith("HTTP/1.1 200").contains("\r\n\r\n--");
      }
    }
  }
}
