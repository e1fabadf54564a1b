package dev.reverie.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UserFoldersTest {

  @ParameterizedTest
  @CsvSource({
    "Linux,      '',   '',     /home/u/.cache/reverie",
    "Linux,      /xdg, '',     /xdg/reverie",
    "Linux,      rel,  '',     /home/u/.cache/reverie",
    "Linux,      '',   /local, /home/u/.cache/reverie",
    "Mac OS X,   '',   '',     /home/u/Library/Caches/reverie",
    "Darwin,     '',   /local, /home/u/.cache/reverie",
    "Windows 11, '',   /local, /local/reverie",
    "Windows 11, '',   '',     /home/u/.cache/reverie"
  })
  void theCacheIsWhereTheSystemKeepsWhatCanBeFetchedAgain(
      String os, String xdg, String local, String expected) {
    Map<String, String> environment = Map.of("XDG_CACHE_HOME", xdg, "LOCALAPPDATA", local);
    assertThat(new UserFolders(environment, os, "/home/u").cache()).isEqualTo(Path.of(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "Linux,      '',      '',    /home/u/.config/reverie",
    "Linux,      /x/conf, '',    /x/conf/reverie",
    "Linux,      conf,    '',    /home/u/.config/reverie",
    "Mac OS X,   '',      '',    /home/u/Library/Application Support/reverie",
    "Windows 11, '',      /roam, /roam/reverie",
    "Linux,      '',      /roam, /home/u/.config/reverie"
  })
  void whatTheUserHasSetIsWhereTheSystemKeepsSuchThings(
      String os, String xdg, String appData, String expected) {
    Map<String, String> environment = Map.of("XDG_CONFIG_HOME", xdg, "APPDATA", appData);
    assertThat(new UserFolders(environment, os, "/home/u").configuration())
        .isEqualTo(Path.of(expected));
  }
}
