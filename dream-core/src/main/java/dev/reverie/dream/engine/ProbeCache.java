package dev.reverie.dream.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers from one start to the next what was measured: a small JSON file, in which each machine
 * (a home folder may be shared by several), version and question has an entry. What is in it is a
 * hint and no more: anything that is not as it should be counts as not there and is replaced, and a
 * file that cannot be written costs the next start a second.
 */
public final class ProbeCache {
  private static final Logger log = LoggerFactory.getLogger(ProbeCache.class);
  private static final int FORMAT = 1;

  /** Machines and versions come and go; those that were added first are forgotten first. */
  private static final int MOST_ENTRIES = 32;

  private static final long MOST_BYTES = 1 << 20;

  private final Path file;
  private final String machine;
  private final ObjectMapper json = new ObjectMapper();

  /**
   * @param file need not exist, nor its folder
   * @param machine all that the figures depend on but the question itself: hardware and versions
   */
  public ProbeCache(Path file, String machine) {
    this.file = file;
    this.machine = machine;
  }

  /**
   * What was measured for a question.
   *
   * @param candidates what may be among the answers
   * @return the fastest first; empty if nothing is known
   */
  List<Timing> recall(String question, List<EngineChoice> candidates) {
    List<Timing> timings = new ArrayList<>();
    for (JsonNode row : entries().path(key(question))) {
      for (EngineChoice choice : candidates) {
        double millis = row.path("ms").asDouble(Double.NaN);
        if (millis > 0
            && row.path("engine").asText().equals(choice.engine())
            && row.path("precision").asText().equals(choice.precision().label())
            && row.path("threads").asInt() == choice.threads()) {
          timings.add(new Timing(choice, millis));
        }
      }
    }
    timings.sort(Comparator.comparingDouble(Timing::millis));
    return timings;
  }

  /** Writes down what was measured for a question, in place of what was known. */
  void remember(String question, List<Timing> timings) {
    ObjectNode entries = entries();
    entries.remove(key(question)); // so that it goes to the end
    ArrayNode rows = entries.putArray(key(question));
    for (Timing timing : timings) {
      rows.addObject()
          .put("engine", timing.choice().engine())
          .put("precision", timing.choice().precision().label())
          .put("threads", timing.choice().threads())
          .put("ms", timing.millis());
    }
    Iterator<String> oldest = entries.fieldNames();
    for (int surplus = entries.size() - MOST_ENTRIES; surplus > 0; surplus--) {
      oldest.next();
      oldest.remove();
    }
    ObjectNode root = json.createObjectNode().put("format", FORMAT);
    root.set("measured", entries);
    try {
      write(json.writerWithDefaultPrettyPrinter().writeValueAsString(root));
    } catch (IOException e) {
      log.warn("what was measured cannot be remembered in {}: {}", file, e.toString());
    }
  }

  private void write(String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("it is no file");
    }
    Files.createDirectories(folder);
    Path part = Files.createTempFile(folder, "engines-", ".part");
    try {
      Files.writeString(part, text);
      try {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private String key(String question) {
    return machine + " | " + question;
  }

  /** Everything that is in the file; nothing if it is not one of ours. */
  private ObjectNode entries() {
    try {
      if (Files.isRegularFile(file) && Files.size(file) <= MOST_BYTES) {
        JsonNode root = json.readTree(Files.readString(file));
        if (root.path("format").asInt() == FORMAT
            && root.path("measured") instanceof ObjectNode measured) {
          return measured;
        }
        log.info("{} is of another version or another program's: measuring again", file);
      }
    } catch (JsonProcessingException e) {
      log.info("{} is damaged: measuring again", file);
    } catch (IOException e) {
      log.info("{} cannot be read ({}): measuring again", file, e.toString());
    }
    return json.createObjectNode();
  }
}
