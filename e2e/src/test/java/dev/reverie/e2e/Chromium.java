package dev.reverie.e2e;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The machine's own Chromium, without a screen, and everybody who visits with it. */
final class Chromium implements AutoCloseable {
  private static final String VARIABLE = "REVERIE_CHROMIUM";
  private static final Path USUAL = Path.of("/usr/bin/chromium");
  private static final double PATIENCE_MS = 30_000;
  private static final List<String> ARGUMENTS =
      List.of(
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright;
  private final Browser browser;
  private final List<Visitor> visitors = new ArrayList<>();

  private Chromium(Path executable) {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(executable)
                    .setHeadless(true)
                    .setArgs(ARGUMENTS));
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
  }

  /**
   * Starts the browser that {@code REVERIE_CHROMIUM} names, else the system's. Without one the test
   * is skipped with the reason, except in CI, where it fails.
   */
  static Chromium start() {
    Optional<Path> named = Optional.ofNullable(System.getenv(VARIABLE)).map(Path::of);
    Path executable = named.orElse(USUAL);
    if (!Files.isExecutable(executable)) {
      String message =
          "no browser at " + executable + ": install Chromium, or name one with " + VARIABLE;
      if ("true".equals(System.getenv("CI"))) {
        fail(message);
      }
      abort(message);
    }
    return new Chromium(executable);
  }

  /** Somebody who was here before opens the program's page at a desk. */
  Visitor visit(Program program) {
    return visit(program, Visitor.Screen.DESK);
  }

  /** Somebody who was here before opens the program's page. */
  Visitor visit(Program program, Visitor.Screen screen) {
    return welcome(new Visitor(browser, program.url(), screen, false));
  }

  /** A screen on the wall, which nobody has ever agreed to anything on, shows the program. */
  Visitor hang(Program program, Visitor.Screen screen, String query) {
    return hang(program.url() + "wall" + query, screen);
  }

  /** A screen on the wall shows this address. */
  Visitor hang(String url, Visitor.Screen screen) {
    return welcome(new Visitor(browser, url, screen, true));
  }

  /** Somebody opens the program's page for the first time. */
  Visitor visitFirst(Program program) {
    return welcome(new Visitor(browser, program.url(), Visitor.Screen.DESK, true));
  }

  private Visitor welcome(Visitor visitor) {
    visitor.page().setDefaultTimeout(PATIENCE_MS);
    visitors.add(visitor);
    return visitor;
  }

  /** Those who are still here. */
  List<Visitor> visitors() {
    return List.copyOf(visitors);
  }

  /** Everybody leaves. */
  void empty() {
    visitors.forEach(Visitor::leave);
    visitors.clear();
  }

  @Override
  public void close() {
    playwright.close();
  }
}
