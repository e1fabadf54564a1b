package dev.reverie.presets;

import dev.reverie.config.InvalidValueException;
import dev.reverie.config.Settings;
import dev.reverie.config.UserFolders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of the user's presets. It is the truth: it is read afresh every time, so that two
 * programs can share it. It is never written in place: a new one takes its place once it is
 * complete and on the disk, so that a crash at any moment leaves either the old or the new one.
 * Thread-safe.
 */
public final class PresetFile {
  /** Far more than all presets at their longest. */
  private static final int MAX_BYTES = 8 << 20;

  private static final int MAX_KEPT_ASIDE = 100;
  private static final Logger log = LoggerFactory.getLogger(PresetFile.class);

  private final PresetJson json = new PresetJson();
  private final Path path;
  private volatile String note = "";

  /**
   * @param path need not exist, nor its folder
   */
  public PresetFile(Path path) {
    this.path = path.toAbsolutePath();
  }

  /**
   * Where the settings say.
   *
   * @param environment variables, as from {@link System#getenv()}
   * @throws InvalidValueException if {@code presets-file} is no path
   */
  public static PresetFile of(Settings settings, Map<String, String> environment) {
    if (settings.presetsFile().isEmpty()) {
      return new PresetFile(UserFolders.of(environment).configuration().resolve("presets.json"));
    }
    try {
      Path path = Path.of(settings.presetsFile());
      if (!Files.isDirectory(path)) {
        return new PresetFile(path);
      }
    } catch (InvalidPathException e) {
      throw refusal(settings, String.valueOf(e.getReason()));
    }
    throw refusal(settings, "this is a folder");
  }

  private static InvalidValueException refusal(Settings settings, String hint) {
    return new InvalidValueException(
        "presets-file", settings.presetsFile(), "a JSON file, which need not exist", hint);
  }

  /** What people should know about the file, in a sentence; empty if nothing. */
  public String note() {
    return note;
  }

  /**
   * The presets in it, in order; none if there is no file. A damaged file is moved aside, which
   * {@link #note} then says.
   *
   * @throws PresetException if it cannot be read, or is damaged and cannot be moved
   */
  public synchronized List<Preset> read() {
    try {
      return parsed();
    } catch (PresetException | InvalidValueException e) {
      return locked(this::readOrKeepAside);
    } catch (IOException e) {
      throw store("cannot be read", e);
    }
  }

  /**
   * Puts other presets in the place of those in it.
   *
   * @param change gets the presets in order and gives back all that are to be there
   * @throws PresetException if that cannot be done; then the file is as it was. What {@code change}
   *     throws passes through
   */
  public synchronized void update(UnaryOperator<List<Preset>> change) {
    locked(
        () -> {
          List<Preset> before = readOrKeepAside();
          write(json.bytes(change.apply(before)));
          return before;
        });
  }

  /** Something to do while no other program does the like. */
  private interface Work {
    List<Preset> run() throws IOException;
  }

  private List<Preset> locked(Work work) {
    Path folder = path.getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
      try (FileChannel file =
              FileChannel.open(
                  path.resolveSibling(path.getFileName() + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = file.lock()) {
        log.trace("{} is ours: {}", path, lock);
        return work.run();
      }
    } catch (OverlappingFileLockException e) {
      throw new PresetException(
          PresetException.Kind.STORE, "presets are being saved already; try again", e);
    } catch (IOException e) {
      throw store("cannot be written", e);
    }
  }

  private List<Preset> parsed() throws IOException {
    byte[] bytes;
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw damaged("it is larger than " + (MAX_BYTES >> 20) + " MiB");
      }
      bytes = Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      return List.of();
    }
    List<Preset> presets = json.presets(bytes);
    Set<String> keys = new HashSet<>();
    for (Preset preset : presets) {
      if (!keys.add(preset.key())) {
        throw damaged("it holds '" + preset.name() + "' twice");
      }
    }
    return presets;
  }

  private static PresetException damaged(String why) {
    return new PresetException(PresetException.Kind.MALFORMED, why, null);
  }

  private List<Preset> readOrKeepAside() throws IOException {
    try {
      return parsed();
    } catch (PresetException | InvalidValueException e) {
      Path aside = keepAside();
      note =
          "The file of presets was damaged and has been kept as "
              + aside.getFileName()
              + " beside it ("
              + e.getMessage()
              + ")";
      log.warn("{} was damaged and has been kept as {}: {}", path, aside, e.getMessage());
      return List.of();
    }
  }

  private Path keepAside() throws IOException {
    for (int i = 1; ; i++) {
      Path aside = path.resolveSibling(path.getFileName() + ".damaged-" + i);
      try {
        // No ATOMIC_MOVE, which would overwrite one that is kept already.
        return Files.move(path, aside);
      } catch (FileAlreadyExistsException e) {
        if (i >= MAX_KEPT_ASIDE) {
          throw e;
        }
      }
    }
  }

  private void write(byte[] bytes) throws IOException {
    // What a link leads to is replaced, not the link.
    Path target = Files.isSymbolicLink(path) ? path.toRealPath() : path;
    Path fresh = target.resolveSibling(target.getFileName() + ".tmp");
    try {
      try (FileChannel file =
          FileChannel.open(
              fresh,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
          file.write(left);
        }
        file.force(true);
      }
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      discard(fresh);
      throw e;
    }
    force(target.getParent());
  }

  private static void discard(Path fresh) {
    try {
      Files.deleteIfExists(fresh);
    } catch (IOException e) {
      log.debug("{} stays behind", fresh, e); // the next save writes over it
    }
  }

  /** Has the new name outlive a power cut as well, on systems that let folders be opened. */
  private static void force(@Nullable Path folder) {
    if (folder == null) {
      return;
    }
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    } catch (IOException e) {
      log.debug("{} cannot be synchronised", folder, e);
    }
  }

  private PresetException store(String what, IOException e) {
    String why =
        e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    log.debug("{} {}", path, what, e);
    return new PresetException(
        PresetException.Kind.STORE,
        "the file of presets ("
            + path.getFileName()
            + ") "
            + what
            + ": "
            + why.replace(String.valueOf(path.getParent()), "...")
            + "; check its folder, or name another with --presets-file",
        e);
  }
}
