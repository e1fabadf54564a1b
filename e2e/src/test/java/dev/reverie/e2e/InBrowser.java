package dev.reverie.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test's parameters: the one browser of the run ({@link Chromium}) and the one program that
 * dreams on the demo scene ({@link Program}, with every control at its default). After each test
 * everybody leaves; a page that complained fails the test, and one of a failed test is kept as a
 * picture under {@code target/failed}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(InBrowser.Extension.class)
@interface InBrowser {

  /** How it is done. */
  final class Extension implements ParameterResolver, BeforeEachCallback, AfterEachCallback {
    /** For a machine that has better things to do; who passes doesn't wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Path FAILED = Path.of("target", "failed");

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      Class<?> type = parameter.getParameter().getType();
      return type == Chromium.class || type == Program.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Chromium.class
          ? chromium(context)
          : program(context);
    }

    /** The browser is started here, where a missing one can skip the test. */
    @Override
    public void beforeEach(ExtensionContext context) {
      Awaitility.setDefaultTimeout(PATIENCE);
      chromium(context);
      Program running = store(context).get(Program.class, Program.class);
      if (running != null && running.isAlive()) {
        running.reset();
      } else {
        // One that died fails the test that it died in, not those after it.
        store(context).remove(Program.class);
      }
    }

    @Override
    public void afterEach(ExtensionContext context) {
      Chromium chromium = store(context).get(Chromium.class, Chromium.class);
      if (chromium == null) {
        return;
      }
      List<String> complaints = new ArrayList<>();
      try {
        boolean failed = context.getExecutionException().isPresent();
        String test = context.getRequiredTestMethod().getName();
        int number = 1;
        for (Visitor visitor : chromium.visitors()) {
          complaints.addAll(visitor.complaints());
          if (failed) {
            visitor.photograph(FAILED.resolve(test + "-" + number++ + ".png"));
          }
        }
      } finally {
        chromium.empty();
      }
      assertThat(complaints).as("what the page should not do").isEmpty();
    }

    private static Chromium chromium(ExtensionContext context) {
      return store(context)
          .computeIfAbsent(Chromium.class, key -> Chromium.start(), Chromium.class);
    }

    private static Program program(ExtensionContext context) {
      return store(context).computeIfAbsent(Program.class, key -> startWithModels(), Program.class);
    }

    /** Tests that dream with its models ask for them; the others do without. */
    private static Program startWithModels() {
      Path models = Path.of(System.getProperty("reverie.shared", "../../shared"), "models");
      return Files.isDirectory(models)
          ? Program.start("--source", "demo", "--models-dir", models.toString())
          : Program.start("--source", "demo");
    }

    private static Store store(ExtensionContext context) {
      return context.getRoot().getStore(Namespace.create(InBrowser.class));
    }
  }
}
