package dev.reverie.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ScreenshotType;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Somebody with a browser of their own, looking at a program's page. Notes down what a page should
 * never do: errors on the console, scripts that fail, content policy broken, anything fetched from
 * elsewhere.
 */
final class Visitor {
  private static final String SEEN = "reverie.flash-notice";
  private static final Pattern SERVER_AWAY =
      Pattern.compile("net::ERR_|WebSocket connection to .* failed");
  private static final Pattern REFUSED = Pattern.compile("responded with a status of 4\\d\\d");
  private static final String REPORT_BROKEN_POLICY =
      "document.addEventListener('securitypolicyviolation', (event) =>"
          + " console.error('content policy: ' + event.violatedDirective + ' '"
          + " + event.blockedURI));";

  /** Draws the picture on a canvas of its own, so that the page's own looking isn't disturbed. */
  private static final String LOOK =
      """
      ([width, height]) => {
        const image = document.getElementById("feed");
        const canvas = new OffscreenCanvas(width, height);
        const drawing = canvas.getContext("2d", { willReadFrequently: true });
        drawing.drawImage(image, 0, 0, width, height);
        const { data } = drawing.getImageData(0, 0, width, height);
        let levels = "";
        for (let at = 0; at < data.length; at += 4) {
          const level = 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
          levels += String.fromCharCode(Math.round(level));
        }
        return btoa(levels);
      }
      """;

  /** How a visitor's browser is. */
  enum Screen {
    DESK(1440, 900, false, 1),
    /** A projector. */
    WALL(1280, 720, false, 1),
    /** A screen that hangs upright. */
    UPRIGHT(720, 1280, false, 1),
    PHONE(390, 844, true, 1),
    /** With real phones' fine pixels, which cost this machine more than they show. */
    SHARP_PHONE(390, 844, true, 2);

    private final int width;
    private final int height;
    private final boolean touch;
    private final double scale;

    Screen(int width, int height, boolean touch, double scale) {
      this.width = width;
      this.height = height;
      this.touch = touch;
      this.scale = scale;
    }
  }

  private final BrowserContext context;
  private final Page page;
  private final String origin;
  private final List<String> complaints = new ArrayList<>();
  private boolean serverMayGo;
  private boolean serverMayRefuse;

  /**
   * @param url the page that they open
   * @param newcomer whether they have yet to agree to flashing pictures
   */
  Visitor(Browser browser, String url, Screen screen, boolean newcomer) {
    origin = URI.create(url).resolve("/").toString().replaceFirst("/$", "");
    Browser.NewContextOptions options =
        new Browser.NewContextOptions()
            .setViewportSize(screen.width, screen.height)
            .setDeviceScaleFactor(screen.scale)
            .setHasTouch(screen.touch)
            .setIsMobile(screen.touch);
    if (!newcomer) {
      options.setStorageState(
          """
          {"origins": [{"origin": "%s", "localStorage": [{"name": "%s", "value": "seen"}]}]}
          """
              .formatted(origin, SEEN));
    }
    context = browser.newContext(options);
    context.addInitScript(REPORT_BROKEN_POLICY);
    context.onConsoleMessage(this::hear);
    context.onWebError(error -> complaints.add("script failed: " + error.error()));
    context.onRequest(
        request -> {
          String asked = request.url();
          if (!asked.startsWith(origin)
              && !asked.startsWith("data:")
              && !asked.startsWith("blob:")) {
            complaints.add("fetched from elsewhere: " + asked);
          }
        });
    page = context.newPage();
    page.navigate(url);
  }

  private void hear(ConsoleMessage message) {
    String text = message.text();
    boolean about =
        (serverMayGo && SERVER_AWAY.matcher(text).find())
            || (serverMayRefuse && REFUSED.matcher(text).find());
    if (message.type().equals("error") && !about) {
      complaints.add("console: " + text + " (" + message.location() + ")");
    }
  }

  /** From here on the program may be gone: that its requests fail is no complaint. */
  void expectServerToGo() {
    serverMayGo = true;
  }

  /** From here on the program may refuse a request: that the browser notes so is no complaint. */
  void expectRefusals() {
    serverMayRefuse = true;
  }

  Page page() {
    return page;
  }

  Locator find(String selector) {
    return page.locator(selector);
  }

  /** A control's row. */
  Locator control(String name) {
    return find("[data-control=\"" + name + "\"]");
  }

  /** A group of controls, with its heading. */
  Locator group(String name) {
    return find(".group[data-group=\"" + name + "\"]");
  }

  /** Opens the group that a control stands in, unless it is open. */
  Visitor unfold(String control) {
    Locator folded = find(".group:not([open])").filter(holding(control));
    if (folded.count() > 0) {
      folded.locator("summary").click();
    }
    return this;
  }

  private Locator.FilterOptions holding(String control) {
    return new Locator.FilterOptions().setHas(control(control));
  }

  /** A note about what the program does by itself. */
  Locator note(String code) {
    return find("#notes [data-note=\"" + code + "\"]");
  }

  /** A control's slider. */
  Locator slider(String name) {
    return control(name).locator("input[type=range]");
  }

  /** The field beside a control's slider. */
  Locator field(String name) {
    return control(name).locator("input.value");
  }

  /** A number or word of the strip under the picture, without its unit. */
  Locator figure(String name) {
    return find("#strip [data-figure=\"" + name + "\"] dd > span:first-child");
  }

  /** A layer of the picker, or a mood. */
  Locator layer(String name) {
    return find("#layer-picker [data-layer=\"" + name + "\"]");
  }

  /** Types a value into a control's field and presses Enter. */
  void type(String control, String value) {
    unfold(control);
    field(control).fill(value);
    field(control).press("Enter");
  }

  /** Waits until the page speaks with the program. */
  Visitor awaitLink() {
    assertThat(find("body")).hasAttribute("data-link", "online");
    return this;
  }

  /** Waits until the controls are there and can be used. */
  Visitor awaitControls() {
    assertThat(find("#controls:enabled .control").first()).isVisible();
    return this;
  }

  /** Waits until the page says that its picture moves. */
  Visitor awaitFeed() {
    assertThat(find("#stage")).hasAttribute("data-feed", "live");
    return this;
  }

  /** The whole picture, made small. */
  Look look() {
    return look(96, 54);
  }

  /** The whole picture at a size of the caller's. */
  Look look(int width, int height) {
    return new Look(width, height, (String) page.evaluate(LOOK, List.of(width, height)));
  }

  /** Everything that they see, pixel by pixel; also while the page waits for something to load. */
  BufferedImage seen() {
    CDPSession browser = context.newCDPSession(page);
    try {
      String png = browser.send("Page.captureScreenshot").get("data").getAsString();
      return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(png)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      browser.detach();
    }
  }

  /** How large something is on the page: {@code 1440x900}. */
  String size(String selector) {
    BoundingBox box = find(selector).boundingBox();
    return Math.round(box.width) + "x" + Math.round(box.height);
  }

  /** Drags a slider's handle from where it is to a place on its way, 0..1. */
  void drag(Locator slider, double from, double to) {
    slider.scrollIntoViewIfNeeded();
    BoundingBox box = slider.boundingBox();
    double y = box.y + box.height / 2;
    page.mouse().move(box.x + box.width * from, y);
    page.mouse().down();
    IntStream.rangeClosed(1, 8)
        .forEach(step -> page.mouse().move(box.x + box.width * (from + (to - from) * step / 8), y));
    page.mouse().up();
  }

  /** What the page did that it should not have done, until now. */
  List<String> complaints() {
    // What the browser has sent and nobody has read yet is read on the way to an answer.
    page.evaluate("0");
    return List.copyOf(complaints);
  }

  /** Writes what they see to a file: a JPEG where its name ends so, else a PNG. */
  void photograph(Path file) {
    Page.ScreenshotOptions options = new Page.ScreenshotOptions().setPath(file);
    if (file.toString().endsWith(".jpg")) {
      options.setType(ScreenshotType.JPEG).setQuality(88);
    }
    page.screenshot(options);
  }

  void leave() {
    context.close();
  }
}
