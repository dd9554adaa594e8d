#!/usr/bin/env bash
# The chores of the Java SDK: generate | build | test | interop <args> | example <name> [args]
set -euo pipefail

folder="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$folder/../.." && pwd)"
built="$folder/.build"
protoc_version=4.36.2
grpc_plugin_version=1.83.1
# Quick to start: most of these programs live for seconds. The archive holds the classes that they load, as the machine wants them.
java_options=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Xlog:disable -Xlog:all=error:stderr "-XX:SharedArchiveFile=$built/programs.jsa")

# What is cached is used without asking the network; only what is missing is asked for.
maven() {
  local log="$built/maven.log"
  if (cd "$folder" && mvn -o -q -B -Dstyle.color=never "$@" >"$log" 2>&1); then return; fi
  if ! grep -qE "offline|Could not resolve|not been downloaded" "$log"; then
    cat "$log" >&2
    return 1
  fi
  (cd "$folder" && mvn -q -B -Dstyle.color=never "$@")
}

platform() {
  local system machine
  case "$(uname -s)" in Darwin) system=osx ;; *) system=linux ;; esac
  case "$(uname -m)" in arm64 | aarch64) machine=aarch_64 ;; *) machine=x86_64 ;; esac
  echo "$system-$machine"
}

# A program of Maven's, of this platform, as <name> in the build folder.
program() {
  local name="$1" group="$2" version="$3"
  local file="$name-$version-$(platform).exe"
  if [[ ! -f "$built/$file" ]]; then
    maven org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -DoutputDirectory="$built" \
      -Dartifact="$group:$name:$version:exe:$(platform)"
  fi
  chmod +x "$built/$file"
  ln -sf "$file" "$built/$name"
}

generate() {
  program protoc com.google.protobuf "$protoc_version"
  program protoc-gen-grpc-java io.grpc "$grpc_plugin_version"
  (cd "$root" && npx buf generate --template clients/java/buf.gen.yaml)
}

fingerprint() {
  (cd "$folder" && find pom.xml task.sh gen src interop examples -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum)
}

libraries() {
  printf '%s:%s' "$folder/target/lyceum-client-0.1.0-tests.jar" "$folder/target/lyceum-client-0.1.0.jar"
  local jar
  for jar in "$folder"/target/lib/*.jar; do printf ':%s' "$jar"; done
}

build() {
  local now
  now="$(fingerprint)"
  if [[ -f "$built/classpath" && "$(cat "$built/fingerprint" 2>/dev/null)" == "$now" ]]; then return; fi
  rm -f "$built/fingerprint" "$built/programs.jsa"
  rm -rf "$folder/target"
  maven package -DskipTests
  libraries >"$built/classpath"
  # A program that makes an agent and calls it in vain loads nearly all that any of them does. A machine that cannot archive does without.
  java -XX:+UseSerialGC -XX:ArchiveClassesAtExit="$built/programs.jsa" -Xlog:disable -cp "$(cat "$built/classpath")" io.lyceum.interop.Main warm-up >/dev/null 2>&1 ||
    rm -f "$built/programs.jsa"
  echo "$now" >"$built/fingerprint"
}

locked() {
  mkdir -p "$built"
  exec 9>"$built/lock"
  flock 9
  "$@"
  exec 9>&-
}

run() {
  exec java "${java_options[@]}" -cp "$(cat "$built/classpath")" "$@"
}

case "${1:-}" in
  generate) locked generate ;;
  build) locked build ;;
  test)
    locked build
    locked maven test
    ;;
  interop)
    shift
    run io.lyceum.interop.Main "$@"
    ;;
  example)
    name="${2:?name an example: Counter, CounterHost}"
    shift 2
    run "io.lyceum.examples.$name" "$@"
    ;;
  *)
    echo "usage: ${BASH_SOURCE[0]} generate | build | test | interop <args> | example <name> [args]" >&2
    exit 2
    ;;
esac
