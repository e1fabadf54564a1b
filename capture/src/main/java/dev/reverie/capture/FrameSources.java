package dev.reverie.capture;

import dev.reverie.config.Clock;
import dev.reverie.config.Settings;
import java.util.function.Supplier;

/** Makes sources, one for each attempt. */
final class FrameSources {
  private FrameSources() {}

  /** A maker of sources of kind {@code spec}. Making one opens nothing yet. */
  static Supplier<FrameSource> of(SourceSpec spec, Settings settings, Fit fit, Clock clock) {
    Cameras cameras = new Cameras();
    double fps = settings.cameraFps();
    if (spec instanceof SourceSpec.Camera camera) {
      return () -> new CameraSource(camera.device(), settings, cameras);
    }
    if (spec instanceof SourceSpec.File file) {
      return () ->
          Pictures.isPicture(file.path())
              ? new StillSource(file.path(), fit, fps, clock)
              : VideoSource.file(file.path(), fit, clock);
    }
    if (spec instanceof SourceSpec.Folder folder) {
      return () -> new FolderSource(folder.path(), fit, fps, clock);
    }
    if (spec instanceof SourceSpec.Url url) {
      return () -> VideoSource.url(url, fit, clock);
    }
    Supplier<FrameSource> demo =
        () ->
            new DemoSource(
                settings.seed(), settings.cameraWidth(), settings.cameraHeight(), fps, clock);
    if (spec instanceof SourceSpec.Demo) {
      return demo;
    }
    AutoSource.Memory memory = new AutoSource.Memory();
    return () ->
        new AutoSource(
            memory,
            cameras::list,
            device -> new CameraSource(device, settings, cameras),
            demo,
            clock);
  }
}
