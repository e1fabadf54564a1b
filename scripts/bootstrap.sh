# shellcheck shell=sh
# Shared by ./reverie, ./check and bench/run, which source it: finds or installs what they need, and
# builds when sources are newer than the last build. Plain POSIX sh. Callers set $root (the repository)
# and $program (the name that messages begin with).

log_folder=${root:?}/target
# What a first build downloads, for people on slow lines, and a folder of Maven's cache that is there
# afterwards.
first_download=${first_download:-"about 320 MB"}
first_download_leaves=${first_download_leaves:-org/bytedeco/opencv}

say() {
  printf '%s: %s\n' "${program:?}" "$*" >&2
}

# ---- Finding things ----

# Sets $major to the version of the Java in folder $1, or to nothing. Reads the file that every JDK
# carries rather than starting a Java machine, which takes longer than all the rest.
read_major() {
  major=
  [ -x "$1/bin/java" ] || return 0
  if [ -r "$1/release" ]; then
    while IFS='=' read -r key value; do
      if [ "$key" = JAVA_VERSION ]; then
        major=$value
      fi
    done <"$1/release"
  else
    major=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
  fi
  major=${major#\"}
  major=${major#1.} # 1.8.0 is what 8 used to call itself
  major=${major%%[!0-9]*}
}

# Whether folder $1 has Java 17 or newer, with a compiler where $2 is "compiler".
usable_java() {
  read_major "$1"
  [ "${major:-0}" -ge 17 ] || return 1
  [ "$2" != compiler ] || [ -x "$1/bin/javac" ]
}

# The folder of the Java that the PATH leads to, through links and version managers' shims.
java_on_path() {
  on_path=$(command -v java) || return 0
  on_path=$(readlink -f "$on_path" 2>/dev/null || printf '%s' "$on_path")
  on_path=${on_path%/bin/java}
  # macOS has a /usr/bin/java that only offers to install one.
  if [ "$on_path" = /usr ]; then
    return 0
  fi
  if [ ! -x "$on_path/bin/java" ]; then
    on_path=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
  fi
  printf '%s' "$on_path"
}

# Exports JAVA_HOME and sets $major, or fails. JAVA_HOME and PATH come first, whatever they hold that is
# new enough; of the others, 17 is preferred because it is what Reverie is tested with.
find_java() {
  for home in "${JAVA_HOME:-}" "$(java_on_path)"; do
    if [ -n "$home" ] && usable_java "$home" "$1"; then
      export JAVA_HOME="$home"
      return 0
    fi
  done
  other=
  for home in /usr/lib/jvm/* /opt/java/* "${HOME:-}"/.sdkman/candidates/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    usable_java "$home" "$1" || continue
    other=$home
    [ "$major" -ne 17 ] || break
  done
  [ -n "$other" ] || return 1
  export JAVA_HOME="$other"
  read_major "$other"
}

# FFmpeg's device library, which reads video files and streams, is linked against it on Linux.
has_libpulse() {
  [ "$system" = Linux ] || return 0
  for library in /usr/lib/*/libpulse.so.0 /usr/lib/libpulse.so.0 /usr/lib64/libpulse.so.0; do
    if [ -e "$library" ]; then
      return 0
    fi
  done
  PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | grep -q 'libpulse\.so\.0'
}

has_fonts() {
  [ "$system" = Linux ] || return 0
  for fonts in /usr/share/fonts/*/* /usr/local/share/fonts/*; do
    if [ -e "$fonts" ]; then
      return 0
    fi
  done
  return 1
}

# Sets $chromium to a browser of Chromium's family, or fails.
find_chromium() {
  if [ -n "${REVERIE_CHROMIUM:-}" ]; then
    chromium=$REVERIE_CHROMIUM
    [ -x "$chromium" ] && return 0
    say "REVERIE_CHROMIUM: no program at '$chromium'; name a Chromium or Chrome, or unset it"
    exit 1
  fi
  for name in chromium google-chrome google-chrome-stable chromium-browser; do
    chromium=$(command -v "$name") || continue
    # Ubuntu's package of this name may hold no browser, only a script that asks for the snap.
    if [ "$name" = chromium-browser ] && ! "$chromium" --version >/dev/null 2>&1; then
      continue
    fi
    return 0
  done
  for chromium in /snap/bin/chromium "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    /Applications/Chromium.app/Contents/MacOS/Chromium; do
    [ ! -x "$chromium" ] || return 0
  done
  return 1
}

# ---- Installing things ----

has() {
  case $1 in
    java) find_java any ;;
    jdk) find_java compiler ;;
    maven) command -v mvn >/dev/null ;;
    libpulse) has_libpulse ;;
    chromium) find_chromium ;;
    fonts) has_fonts ;;
    # A media server to publish to.
    nginx-rtmp) [ "$system" != Linux ] || [ -e /usr/lib/nginx/modules/ngx_rtmp_module.so ] ;;
    ffmpeg) command -v ffprobe >/dev/null ;;
  esac
}

# Sets $missing to those of the arguments that this machine lacks.
look_for() {
  missing=
  for thing in "$@"; do
    has "$thing" || missing="$missing $thing"
  done
}

# The packages that hold the things in $missing, in the words of package manager $1.
packages() {
  for thing in $missing; do
    case $1:$thing in
      apt:java | apt:jdk) printf ' %s' "$(apt_jdk)" ;;
      apt:libpulse) printf ' libpulse0' ;;
      # Ubuntu's package holds no browser: it installs the snap, where there are snaps.
      apt:chromium)
        case $(distribution) in
          ubuntu*) ! command -v snap >/dev/null || printf ' chromium-browser' ;;
          *) printf ' chromium' ;;
        esac
        ;;
      apt:fonts) printf ' fonts-dejavu-core' ;;
      apt:nginx-rtmp) printf ' nginx-light libnginx-mod-rtmp' ;;
      dnf:nginx-rtmp | pacman:nginx-rtmp | brew:nginx-rtmp) ;;
      dnf:java | dnf:jdk) printf ' java-21-openjdk-devel' ;;
      dnf:libpulse) printf ' pulseaudio-libs' ;;
      dnf:fonts) printf ' dejavu-sans-fonts' ;;
      pacman:java | pacman:jdk) printf ' jdk17-openjdk' ;;
      pacman:fonts) printf ' ttf-dejavu' ;;
      brew:java | brew:jdk) printf ' openjdk@17' ;;
      brew:libpulse | brew:fonts) ;; # macOS needs neither
      brew:chromium) printf ' google-chrome' ;;
      *) printf ' %s' "$thing" ;;
    esac
  done
}

# 17 where the release still has it; Debian 13 went on to 21.
apt_jdk() {
  for package in openjdk-17-jdk-headless openjdk-21-jdk-headless; do
    if command -v apt-cache >/dev/null && [ -n "$(apt-cache pkgnames "$package" 2>/dev/null)" ]; then
      printf '%s' "$package"
      return
    fi
  done
  printf 'openjdk-17-jdk-headless'
}

# Runs a command as root: directly, or through a sudo that asks for no password.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo -n "$@"
  fi
}

may_install() {
  [ "${REVERIE_NO_INSTALL:-}" != 1 ] && command -v apt-get >/dev/null || return 1
  [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

# Installs what is in $missing with apt-get; its output goes to a log.
apt_install() {
  [ -n "$(packages apt)" ] || return 0
  mkdir -p "$log_folder"
  install_log=$log_folder/install.log
  say "looking for packages with apt-get ..."
  as_root apt-get -o DPkg::Lock::Timeout=120 update >"$install_log" 2>&1 || true
  wanted=$(packages apt)
  say "installing$wanted (log: $install_log) ..."
  # shellcheck disable=SC2086 # the packages are words
  if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y \
    --no-install-recommends $wanted >>"$install_log" 2>&1 </dev/null; then
    tail -n 15 "$install_log" >&2
    say "apt-get could not install$wanted"
  fi
}

# Makes sure that the things in the list $1 are there, and if possible those in $2: installs what is
# missing where it may, and otherwise says what to install; without all of $1 the program ends.
# Names: java, jdk, maven, libpulse, chromium, fonts, nginx-rtmp, ffmpeg.
need() {
  # shellcheck disable=SC2086 # both are lists of words
  look_for $1 ${2:-}
  if [ -n "$missing" ] && may_install; then
    apt_install
    # shellcheck disable=SC2086
    look_for $1 ${2:-}
  fi
  [ -n "$missing" ] || return 0
  say_what_to_install
  for thing in $1; do
    case " $missing " in *" $thing "*) exit 1 ;; esac
  done
}

say_what_to_install() {
  say "this machine lacks:$(names "$missing")"
  {
    case "$system:$(distribution)" in
      Darwin:*) suggest "" brew install ;;
      *:*debian* | *:*ubuntu*) suggest "" apt install ;;
      *:*fedora* | *:*rhel*) suggest "" dnf install ;;
      *:*arch*) suggest "" pacman -S --needed ;;
      *)
        suggest "Debian, Ubuntu: " apt install
        suggest "Fedora:         " dnf install
        suggest "Arch:           " pacman -S --needed
        suggest "macOS:          " brew install
        ;;
    esac
    for thing in $missing; do
      case $thing in
        libpulse) echo "  libpulse is for reading video files and streams." ;;
        chromium)
          case $(distribution) in
            ubuntu*) echo "  Ubuntu has Chromium as a snap only; where there are no snaps, install Google Chrome." ;;
          esac
          echo "  A browser in an unusual place is named with REVERIE_CHROMIUM=/path/to/browser."
          ;;
      esac
    done
  } >&2
}

# Prints the command that installs $missing: suggest LABEL MANAGER WORDS...
suggest() {
  label=$1
  manager=$2
  wanted=$(packages "$manager")
  shift 2
  case $manager in
    apt) manager="sudo apt-get" ;;
    dnf | pacman) manager="sudo $manager" ;;
  esac
  [ -z "$wanted" ] || echo "  $label$manager $*$wanted"
}

# What people call the things in $1.
names() {
  separator=
  for thing in $1; do
    case $thing in
      java | jdk) printf '%s a JDK, version 17 or newer' "$separator" ;;
      maven) printf '%s Maven' "$separator" ;;
      chromium) printf '%s Chromium or Chrome' "$separator" ;;
      fonts) printf '%s a font' "$separator" ;;
      *) printf '%s %s' "$separator" "$thing" ;;
    esac
    separator=,
  done
}

distribution() {
  # shellcheck disable=SC1091 # the system's own
  (ID='' ID_LIKE='' && . /etc/os-release 2>/dev/null && printf '%s %s' "$ID" "$ID_LIKE")
}

# ---- Building ----

# Whether module $1 has been built since its sources, or those of the modules below it, changed.
is_fresh() {
  [ -e "$root/$1/target/.built" ] && [ -d "$root/$1/target/lib" ] || return 1
  # Folders count as well: their time changes when a file in them is removed. Nothing is built on e2e
  # and bench.
  [ -z "$(newer_than_build "$1")" ]
}

newer_than_build() (
  cd "$root" || exit
  module=$1
  set -- pom.xml .mvn
  for folder in *; do
    case $folder in
      "$module") ;;
      e2e | bench) continue ;;
    esac
    [ ! -e "$folder/pom.xml" ] || set -- "$@" "$folder/pom.xml" "$folder/src/main"
  done
  find "$@" -newer "$module/target/.built" 2>/dev/null
)

# Makes module $1 ready to run: builds it when it is stale, with the further words $2... for Maven. Of
# several at once, one builds and the others wait for it.
prepare() {
  module=$1
  shift
  if [ "${REVERIE_NO_BUILD:-}" = 1 ] || is_fresh "$module"; then
    need java libpulse
    return 0
  fi
  need "jdk maven" libpulse
  mkdir -p "$log_folder"
  (
    lock
    is_fresh "$module" || compile "$module" "$@"
  ) 9>"$log_folder/.lock" || exit 1
}

# Waits until nobody else builds in this folder, and keeps others out until file 9 is closed.
lock() {
  command -v flock >/dev/null || return 0
  if ! flock -n 9; then
    say "waiting for another build in this folder to end ..."
    flock 9
  fi
}

compile() {
  module=$1
  shift
  build_log=$log_folder/build.log
  if [ -d "${HOME:-}/.m2/repository/$first_download_leaves" ]; then
    say "building ..."
  else
    say "building (the first time downloads $first_download; log: $build_log) ..."
  fi
  started=$log_folder/.started
  : >"$started"
  # Tests and formatting are ./check's business. The lock's file is closed for Maven, so that whatever it
  # leaves running can't hold it.
  if (cd "$root" && mvn -B -q -Dstyle.color=never -DskipTests -Dspotless.check.skip=true -Dlint.failure=-g "$@" package) \
    >"$build_log" 2>&1 </dev/null 9>&-; then
    # As old as the start, so that what was edited meanwhile is built next time.
    mv "$started" "$root/$module/target/.built"
    return
  fi
  tail -n 25 "$build_log" >&2
  if grep -qE 'Could not transfer|Unknown host|UnknownHost|unreachable|offline mode' "$build_log"; then
    say "a library could not be downloaded: the first build needs the network (behind a proxy, name it in"
    say "Maven's settings.xml)"
  fi
  say "the build failed; its log is $build_log"
  return 1
}

# ---- Running ----

# Becomes the Java program: run_java JAR MAIN-CLASS ARGUMENT... (the jar's libraries are in lib beside it)
run_java() {
  jar=$root/$1
  main=$2
  shift 2
  if [ ! -e "$jar" ]; then
    say "there is no $jar; build it without REVERIE_NO_BUILD=1"
    exit 1
  fi
  # libgomp reads this when it is loaded: its default spins so long that a compiler thread of the Java
  # machine can hold up a step for 200 ms. See docs/decisions.md.
  if [ -z "${OMP_WAIT_POLICY:-}" ]; then
    export GOMP_SPINCOUNT="${GOMP_SPINCOUNT:-10000}"
  fi
  # A camera that does not open is said once by Reverie; OpenCV would say it at every attempt.
  export OPENCV_LOG_LEVEL="${OPENCV_LOG_LEVEL:-ERROR}"
  # Java 17 cannot name files with letters that the locale does not have.
  case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
    *[Uu][Tt][Ff]*) ;;
    *) export LC_ALL=C.UTF-8 ;;
  esac
  # A limit, not a need: the Winograd engine keeps a large still on the heap.
  java_options="-Xmx1536m -XX:+UseSerialGC -Djava.awt.headless=true"
  # One of the engines loads Java's vector module through this.
  java_options="$java_options --add-exports java.base/jdk.internal.module=ALL-UNNAMED"
  case $machine in
    x86_64 | amd64) java_options="$java_options -Dorg.bytedeco.javacpp.platform.extension=-onednn" ;;
  esac
  # From 24 on, Java warns about native code unless it was asked for.
  if [ "$major" -ge 24 ]; then
    java_options="$java_options --enable-native-access=ALL-UNNAMED"
  fi
  set -f # the options are words, not file names
  # shellcheck disable=SC2086
  exec "$JAVA_HOME/bin/java" $java_options ${REVERIE_JAVA_OPTS:-} -cp "$jar:${jar%/*}/lib/*" "$main" "$@"
}

read -r system machine <<EOF
$(uname -sm)
EOF
