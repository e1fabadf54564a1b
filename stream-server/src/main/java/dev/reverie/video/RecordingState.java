package dev.reverie.video;

import java.nio.file.Path;
import java.util.List;

/**
 * How a recording is going, or how it ended.
 *
 * @param phase whether it is running
 * @param files what it has written so far, the newest last; more than one where the picture's size
 *     changed on the way
 * @param seconds since it began; once it has ended, how long it ran
 * @param encoder FFmpeg's name of the one in use; empty before the first picture
 * @param kilobits per second that it aims at; 0 before the first picture
 * @param frames pictures kept so far
 * @param dropped pictures so far that were not: encoder or disk were busy
 * @param bytes on disk, all files together
 * @param reason why it ended, in words; empty while it runs
 */
public record RecordingState(
    Phase phase,
    List<Path> files,
    double seconds,
    String encoder,
    int kilobits,
    long frames,
    long dropped,
    long bytes,
    String reason) {

  /** What a recording can be doing. */
  public enum Phase {
    /** Running. */
    RECORDING,
    /** Ended as asked: stopped by somebody, or by one of its limits. */
    FINISHED,
    /** Ended by something that went wrong; what was written until then plays. */
    FAILED
  }

  /** Lists the files for itself. */
  public RecordingState {
    files = List.copyOf(files);
  }
}
