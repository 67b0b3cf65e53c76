# Stages beside each other, for one that keeps one core busy leaves another one free. Bash; run reads it.

say() { printf '\n== %s (%d s)\n' "$*" "$SECONDS"; }

stages=$(mktemp -d)
began=()  # the process of each stage that runs in the background

# begin NAME COMMAND…: run it in the background. What it says is kept, and is shown when it ends.
begin() {
    local name=$1
    shift
    set -m  # a process group of its own, so that abandon ends what it started, too
    (set -e; SECONDS=0; "$@"; say "$name has ended") >"$stages/$name" 2>&1 </dev/null &
    set +m
    began+=("$!=$name")
}

# finish: wait for all that began, show what each said, and fail if one of them failed.
finish() {
    local one status failed=0
    for one in ${began[@]+"${began[@]}"}; do
        status=0
        wait "${one%%=*}" || status=$?
        say "${one#*=}"
        cat "$stages/${one#*=}"
        [ "$status" = 0 ] || { failed=1; say "${one#*=} failed with $status"; }
    done
    began=()
    return "$failed"
}

# abandon: end what still runs in the background, and forget what it said.
abandon() {
    local one
    for one in ${began[@]+"${began[@]}"}; do
        kill -- "-${one%%=*}" 2>/dev/null || true
        wait "${one%%=*}" 2>/dev/null || true
    done
    rm -rf "$stages"
}
