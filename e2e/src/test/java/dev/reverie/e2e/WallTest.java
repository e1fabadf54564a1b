package dev.reverie.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitUntilState;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@InBrowser
class WallTest {
  /** Stands in for the screen's lock, and can take it away as browsers do. */
  private static final String PRETEND_LOCK =
      """
      (() => {
        window.locks = [];
        window.refuse = false;
        Object.defineProperty(navigator, "wakeLock", { value: { request: async (kind) => {
          window.locks.push(null);
          if (window.refuse) {
            throw new DOMException("not now", "NotAllowedError");
          }
          const lock = new EventTarget();
          lock.kind = kind;
          lock.released = false;
          window.locks.splice(-1, 1, lock);
          return lock;
        } } });
        window.release = () => {
          const lock = window.locks.at(-1);
          lock.released = true;
          lock.dispatchEvent(new Event("release"));
        };
        window.pretendHidden = (hidden) => {
          Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        };
      })();
      """;

  @Test
  void theWallShowsTheMovingPictureAndNothingElse(Chromium chromium, Program program) {
    Visitor wall = hung(chromium, program, "");

    for (int i = 0; i < 3; i++) {
      Look before = wall.look();
      await()
          .pollInSameThread()
          .untilAsserted(() -> assertThat(wall.look().distance(before)).isGreaterThan(0.2));
    }
    assertThat(wall.look().brightness()).isBetween(15.0, 240.0);
    assertThat(wall.find("body").innerText()).isBlank();
    assertThat(
            wall.page()
                .evaluate(
                    "document.documentElement.scrollWidth + 'x'"
                        + " + document.documentElement.scrollHeight"))
        .isEqualTo("1280x720");
    assertThat(wall.size("#feed")).isEqualTo("1280x720");
  }

  @Test
  void itIsBlackUntilTheFirstPicture(Chromium chromium, Program program) {
    Visitor wall = chromium.hang(program, Visitor.Screen.WALL, "?fit=fill");
    // A server that accepts and says nothing yet, as one does that waits for its camera.
    wall.page().route("**/stream.mjpg*", route -> {});
    wall.page().route("**/snapshot.jpg", route -> {});
    wall.page().reload(new Page.ReloadOptions().setWaitUntil(WaitUntilState.COMMIT));
    wall.awaitLink();

    assertThat(wall.find("#wall")).hasAttribute("data-feed", "waiting");
    assertThat(Colours.brightest(wall.seen())).isZero();

    wall.page().unrouteAll();
    assertThat(wall.find("#wall")).hasAttribute("data-feed", "live");
    await()
        .pollInSameThread()
        .untilAsserted(() -> assertThat(Colours.brightest(wall.seen())).isGreaterThan(60));
  }

  @Test
  void aBrokenStreamShowsNoBrokenPicture(Chromium chromium, Program program) {
    Visitor wall = chromium.hang(program, Visitor.Screen.WALL, "");
    wall.expectServerToGo();
    wall.page().route("**/stream.mjpg*", route -> route.abort());
    wall.page().route("**/snapshot.jpg", route -> route.abort());
    wall.page().reload();
    assertThat(wall.find("#feed")).hasClass("feed broken");

    for (int i = 0; i < 10; i++) {
      BufferedImage seen = wall.seen();
      assertThat(Colours.brightest(seen)).as("look %d", i).isZero();
    }
  }

  @Test
  void thePointerHidesTwoSecondsAfterItMoved(Chromium chromium, Program program) {
    Visitor wall = chromium.hang(program, Visitor.Screen.WALL, "");
    Page page = wall.page();
    page.clock().install();
    page.reload();
    page.clock().runFor(2100);
    assertThat(cursor(wall)).isEqualTo("none");

    page.mouse().move(300, 300);
    assertThat(cursor(wall)).isEqualTo("auto");
    page.clock().runFor(1900);
    assertThat(cursor(wall)).isEqualTo("auto");
    page.mouse().move(310, 300);
    page.clock().runFor(1900);
    assertThat(cursor(wall)).isEqualTo("auto");
    page.clock().runFor(200);
    assertThat(cursor(wall)).isEqualTo("none");
  }

  @Test
  void theScreenIsKeptOnAndTheLockTakenAgainWhenThePageComesBack(
      Chromium chromium, Program program) {
    Visitor wall = hungWith(PRETEND_LOCK, chromium, program);
    Page page = wall.page();
    awaitTrue(wall, "locks.length === 1 && locks[0]");
    assertThat(page.evaluate("locks[0].kind")).isEqualTo("screen");

    page.evaluate("pretendHidden(true); release();");
    page.clock().runFor(60_000);
    assertThat(page.evaluate("locks.length")).isEqualTo(1);

    page.evaluate("pretendHidden(false)");
    awaitTrue(wall, "locks.length === 2");
    page.evaluate("pretendHidden(false)");
    assertThat(page.evaluate("locks.length")).isEqualTo(2);
  }

  @Test
  void aLockThatIsTakenAwayOrRefusedIsAskedForAgain(Chromium chromium, Program program) {
    Visitor wall = hungWith(PRETEND_LOCK, chromium, program);
    Page page = wall.page();
    awaitTrue(wall, "locks.length === 1 && locks[0]");

    page.evaluate("refuse = true; release();");
    assertThat(page.evaluate("locks.length")).isEqualTo(1);
    page.clock().runFor(10_100);
    awaitTrue(wall, "locks.length === 2");
    page.evaluate("refuse = false");
    page.clock().runFor(10_100);
    awaitTrue(wall, "locks.length === 3 && locks[2] && !locks[2].released");
    page.clock().runFor(60_000);
    assertThat(page.evaluate("locks.length")).isEqualTo(3);
  }

  @Test
  void keysChangeHowThePictureHangsAndTheAddressKeepsIt(Chromium chromium, Program program) {
    Visitor wall = hung(chromium, program, "?fps=10&art=dream");

    wall.page().keyboard().press("c");
    wall.page().keyboard().press("r");
    wall.page().keyboard().press("Shift+M");
    assertHangs(wall, "cover", "90", true);
    assertThat(wall.page().url())
        .isEqualTo(program.url() + "wall?fps=10&art=dream&fit=cover&rotate=90&mirror=1");

    wall.page().reload();
    assertHangs(wall, "cover", "90", true);

    for (String key : List.of("c", "c", "r", "r", "r", "m")) {
      wall.page().keyboard().press(key);
    }
    assertHangs(wall, "contain", "0", false);
    assertThat(wall.page().url()).isEqualTo(program.url() + "wall?fps=10&art=dream");

    wall.page().keyboard().press("Control+m");
    wall.page().keyboard().press("Alt+c");
    assertHangs(wall, "contain", "0", false);
  }

  @Test
  void theKeyFFillsTheScreenAndEscapeLeavesIt(Chromium chromium, Program program) {
    Visitor wall = hung(chromium, program, "");

    wall.page().keyboard().press("f");
    awaitTrue(wall, "document.fullscreenElement !== null");
    wall.page().keyboard().press("Escape");
    awaitTrue(wall, "document.fullscreenElement === null");
    wall.page().mouse().dblclick(400, 300);
    awaitTrue(wall, "document.fullscreenElement !== null");
    wall.page().keyboard().press("F");
    awaitTrue(wall, "document.fullscreenElement === null");
  }

  @Test
  void whatTheAddressAsksOfTheStreamIsPassedOn(Chromium chromium, Program program) {
    Visitor wall = hung(chromium, program, "?fps=5&width=320&quality=40");

    assertThat(wall.page().evaluate("feed.naturalWidth + 'x' + feed.naturalHeight"))
        .isEqualTo("320x180");
    assertThat((String) wall.page().evaluate("feed.src"))
        .startsWith(program.url() + "stream.mjpg?fps=5&width=320&quality=40&t=");
    assertThat(wall.find("#hint")).isHidden();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fit=zoom",
        "rotate=45",
        "mirror=left",
        "fps=0",
        "fps=many",
        "width=8",
        "width=32.5",
        "quality=101",
        "qr=maybe",
      })
  void aWrongOptionIsToldAndThePictureFlowsAllTheSame(
      String option, Chromium chromium, Program program) {
    Visitor wall = hung(chromium, program, "?" + option);

    assertThat(wall.find("#hint")).isVisible();
    assertThat(wall.find("#hint")).containsText(option);
    assertThat(wall.find("#hint")).containsText("use ");
    assertHangs(wall, "contain", "0", false);
  }

  private static void assertHangs(Visitor wall, String fit, String rotate, boolean mirror) {
    assertThat(wall.find("#wall")).hasAttribute("data-fit", fit);
    assertThat(wall.find("#wall")).hasAttribute("data-rotate", rotate);
    assertThat(wall.find("#wall[data-mirror]")).hasCount(mirror ? 1 : 0);
  }

  private static Object cursor(Visitor wall) {
    return wall.page().evaluate("getComputedStyle(document.elementFromPoint(300, 300)).cursor");
  }

  private static void awaitTrue(Visitor wall, String expression) {
    await(expression)
        .pollInSameThread()
        .untilAsserted(
            () -> assertThat(wall.page().evaluate("Boolean(" + expression + ")")).isEqualTo(true));
  }

  private static Visitor hung(Chromium chromium, Program program, String query) {
    Visitor wall = chromium.hang(program, Visitor.Screen.WALL, query);
    assertThat(wall.find("#wall")).hasAttribute("data-feed", "live");
    return wall;
  }

  private static Visitor hungWith(String script, Chromium chromium, Program program) {
    Visitor wall = chromium.hang(program, Visitor.Screen.WALL, "");
    wall.page().addInitScript(script);
    wall.page().clock().install();
    wall.page().reload();
    return wall;
  }
}
