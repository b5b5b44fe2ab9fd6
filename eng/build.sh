# Sourced by the commands at the root: builds a program when its sources changed, and says nothing unless it fails.
# build_when_changed NAME PROJECT SOURCE...   (paths below $here)

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1

if ! command -v dotnet >/dev/null; then
  echo "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download" >&2
  exit 1
fi

up_to_date() {
  local stamp="$here/artifacts/$1.built"
  shift
  [[ -f "$stamp" ]] || return 1
  [[ -z "$(cd "$here" && find "$@" Directory.*.props .editorconfig global.json -newer "$stamp" -print -quit)" ]]
}

build_when_changed() {
  local name="$1" project="$2"
  shift 2
  up_to_date "$name" "$@" && return
  mkdir -p "$here/artifacts"
  # Two commands at once build one after the other.
  if command -v flock >/dev/null; then
    exec 9>"$here/artifacts/build.lock"
    flock 9
    up_to_date "$name" "$@" && { exec 9>&-; return; }
  fi
  [[ -t 2 ]] && echo "Building $name …" >&2
  local started log
  started="$(mktemp "$here/artifacts/$name.XXXXXX")"
  log="$(mktemp "$here/artifacts/$name.XXXXXX")"
  # The compiler server outlives the build and must not keep the lock.
  if ! dotnet build "$here/$project" -c Release -v q >"$log" 2>&1 9>&-; then
    cat "$log" >&2
    rm -f "$started" "$log"
    exit 1
  fi
  rm -f "$log"
  mv "$started" "$here/artifacts/$name.built"
  exec 9>&-
}
