package dev.reverie.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * A flat YAML file of {@code name: value} lines. Values are handed on as they are written, so that
 * {@code 010}, {@code yes} or {@code 1e3} mean the same in a file, in a variable and on the command
 * line. The file is read as a stream of tokens: nothing is expanded and no object is made from a
 * tag, so a hostile document costs no more than its own length.
 */
final class YamlFile {
  private static final int MAX_BYTES = 1 << 20;

  private final Path path;
  private final String shown;

  /**
   * One line of the file.
   *
   * @param line counted from 1
   */
  record Entry(String name, String value, int line) {}

  YamlFile(Path path) {
    this.path = path;
    this.shown = InvalidValueException.shorten(path.toString());
  }

  /**
   * Its entries, in order; names may repeat.
   *
   * @throws InvalidValueException if there is no such file, or it is not what the class says
   */
  List<Entry> read() {
    String text = text();
    List<Entry> entries = new ArrayList<>();
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return entries; // nothing but comments
      }
      if (first != JsonToken.START_OBJECT) {
        throw refuse(line(parser), "expected lines of the form 'name: value'");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        entries.add(entry(parser));
      }
      if (parser.nextToken() != null) {
        throw refuse(line(parser), "a second document begins; keep everything in one");
      }
    } catch (JsonProcessingException e) {
      throw malformed(e);
    } catch (IOException e) {
      throw cannotRead(e);
    }
    return entries;
  }

  private Entry entry(YAMLParser parser) throws IOException {
    int line = line(parser);
    String name = parser.currentName();
    String shownName = "'" + InvalidValueException.shorten(name) + "'";
    JsonToken token = parser.nextToken();
    if (parser.isCurrentAlias()) {
      throw refuse(line, shownName + " is an alias (*); write the value itself");
    }
    if (parser.getTypeId() != null) {
      throw refuse(line, shownName + " has a tag (!); write the value alone");
    }
    if (token == JsonToken.VALUE_NULL) {
      throw refuse(line, shownName + " has no value; give it one, or '' for empty text");
    }
    if (token == null || !token.isScalarValue()) {
      throw refuse(
          line, shownName + " holds a list or a group; give it one value on the same line");
    }
    return new Entry(name, parser.getText(), line);
  }

  private String text() {
    if (Files.isDirectory(path)) {
      throw refuse("is a folder; name the YAML file in it", null);
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw refuse("is larger than 1 MiB, as no configuration is; check the name", null);
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      text = text.startsWith("\uFEFF") ? text.substring(1) : text;
      refuseControlCharacters(text);
      return text;
    } catch (NoSuchFileException e) {
      throw refuse("no such file; name a YAML file such as config/reverie.yaml", e);
    } catch (CharacterCodingException e) {
      throw refuse("is not UTF-8 text; save it as UTF-8", e);
    } catch (IOException e) {
      throw cannotRead(e);
    }
  }

  private void refuseControlCharacters(String text) {
    int line = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        line++;
      } else if (Character.isISOControl(c) && c != '\t' && c != '\r') {
        throw refuse(line, "control character U+%04X; is this a text file?".formatted((int) c));
      }
    }
  }

  private InvalidValueException cannotRead(IOException e) {
    String why =
        e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    return refuse(
        "cannot be read (" + InvalidValueException.shorten(why) + "); check it and its permissions",
        e);
  }

  private InvalidValueException malformed(JsonProcessingException e) {
    if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
      int line = marked.getProblemMark().getLine() + 1;
      int column = marked.getProblemMark().getColumn() + 1;
      return refuse(line + " column " + column, "not YAML: " + marked.getProblem(), e);
    }
    JsonLocation at = e.getLocation();
    return refuse(
        at == null ? "1" : String.valueOf(at.getLineNr()),
        "not YAML: " + e.getOriginalMessage(),
        e);
  }

  private static int line(YAMLParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  private InvalidValueException refuse(int line, String problem) {
    return refuse(String.valueOf(line), problem, null);
  }

  private InvalidValueException refuse(String position, String problem, @Nullable Throwable cause) {
    return refusal(shown + " line " + position + ": " + onOneLine(problem), cause);
  }

  private InvalidValueException refuse(String problem, @Nullable Throwable cause) {
    return refusal("config: '" + shown + "' " + problem, cause);
  }

  private InvalidValueException refusal(String message, @Nullable Throwable cause) {
    return new InvalidValueException(
        message, "config", shown, "a YAML file of 'name: value' lines", cause);
  }

  private static String onOneLine(String problem) {
    return problem.lines().findFirst().orElse("");
  }
}
