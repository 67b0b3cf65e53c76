#!/bin/sh
# Connect this tenant to TOTAL with the Azure CLI. Written by total-onboard @VERSION@ export --format az.
@ABOUT@#
# 1. Sign in: az login --tenant TENANT. The account needs the roles that 'total-onboard check-prereqs' names.
# 2. Put TOTAL's SCIM token into a file that only you can read, and its path into SCIM_TOKEN_FILE.
# 3. Run this script with sh. It asks nothing, stops at the first error, and can be run again.
#
# The Azure CLI signs in with a fixed set of Graph permissions, without those for provisioning and consent.
# If Microsoft answers 403, use a token that has them: put {"Authorization": "Bearer TOKEN"} into a file that only
# you can read, and its path into GRAPH_HEADERS_FILE.
#
# The client secret and the IDs are written into $TOTAL_FILES (default: ./@FILES@), readable by you alone.
# 'total-onboard status --app-id CLIENT-ID --group-id GROUP-ID' compares the tenant with what is desired afterwards.
set -eu
umask 077
root=@GRAPH@
files=${TOTAL_FILES:-./@FILES@}
mkdir -p "$files"
chmod 700 "$files" # fails, and so ends the script, if the folder is another user's
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM

step() { printf '%s\n' "$1" >&2; }

stop() {
  printf 'Error: %s\n' "$1" >&2
  exit 1
}

# graph ARGUMENTS: az rest with the sign-in of the Azure CLI, or with the headers of a file; and with $prefer.
prefer=
graph() {
  if [ -n "${GRAPH_HEADERS_FILE:-}" ]; then
    set -- --skip-authorization-header "$@" --headers "@$GRAPH_HEADERS_FILE" ${prefer:+"Prefer=$prefer"}
  else
    set -- --resource "$root" "$@" ${prefer:+--headers "Prefer=$prefer"}
  fi
  az rest --only-show-errors "$@"
}

# look PATH QUERY: print what a query finds, nothing if the object doesn't exist.
look() {
  if graph --method get --url "$root/v1.0$1" --query "$2" --output tsv > "$work/found" 2> "$work/error"; then
    cat "$work/found"
  elif ! grep -q 'ResourceNotFound' "$work/error"; then
    cat "$work/error" >&2
    return 1
  fi
}

# look_json PATH QUERY: print a document, without the address of its type.
look_json() {
  graph --method get --url "$root/v1.0$1" --query "$2" --output json | sed '/"@odata.context"/d'
}

# await_value MESSAGE PATH QUERY: the same as look; wait up to three minutes until there is a value.
await_value() {
  tries=0
  while :; do
    value=$(look "$2" "$3") || return 1
    if [ -n "$value" ]; then
      printf '%s\n' "$value"
      return
    fi
    tries=$((tries + 1))
    [ "$tries" -lt 36 ] || stop "$1"
    sleep 5
  done
}

# must_show WHAT ID PATH QUERY: what was read before this script was written must not have changed since.
must_show() {
  found=$(look "$3" "$4")
  [ "$found" = "$2" ] || stop "$1: expected $2, found ${found:-nothing}. The tenant has changed since it was read. \
Export again."
}

# send again|refused|once METHOD PATH QUERY PREFER: send $work/body.json. 'again' repeats what Microsoft isn't ready
# for, 'refused' only what Microsoft certainly didn't carry out.
send() {
  often=$1 method=$2 url="$root/v1.0$3" query=$4 prefer=$5
  set -- --method "$method" --url "$url"
  [ ! -s "$work/body.json" ] || set -- "$@" --body "@$work/body.json"
  if [ -n "$query" ]; then set -- "$@" --query "$query" --output tsv; else set -- "$@" --output none; fi
  tries=0
  until graph "$@" > "$work/answer" 2> "$work/error"; do
    tries=$((tries + 1))
    case $often in
      again) passes=$not_ready ;;
      refused) passes=$not_done ;;
      *) passes='^$' ;;
    esac
    if [ "$tries" -ge 24 ] || ! grep -Eiq "$passes" "$work/error"; then
      cat "$work/error" >&2
      stop "Microsoft refused: $method $url"
    fi
    sleep 5
  done
  cat "$work/answer"
  rm -f "$work/body.json"
  prefer=
}
not_done='ResourceNotFound|not found|does not exist|too many requests'
not_ready="$not_done|conflict|service unavailable|gateway"

# must_be_ours NAME ID: an object that this script didn't create may be anybody's.
must_be_ours() {
  [ -z "$2" ] || { [ -f "$files/$1.id" ] && [ "$(cat "$files/$1.id")" = "$2" ]; } ||
    stop "$1: an object with this unique name exists already: $2. If you created it, write this ID into $files/$1.id"
}

# must_be_new NAME ID: an object of this name may be another one, or one whose creation was interrupted.
must_be_new() {
  [ -z "$2" ] || stop "$1: an object with this name exists already: $2. If this script was interrupted while it created \
it, write this ID into $files/$1.id. If not, export again with another name."
}

# must_not_replace FILE: an earlier secret, perhaps of another tenant, may not have reached TOTAL yet.
must_not_replace() {
  [ ! -s "$1" ] || stop "$1 contains an earlier secret. Give it to TOTAL and delete the file, or set TOTAL_FILES to \
another folder. Then run the script again."
}

# Read the token without showing it, and refuse characters that no bearer token has (RFC 6750).
read_scim_token() {
  [ -n "${SCIM_TOKEN_FILE:-}" ] || stop 'Put the SCIM token into a file, and its path into SCIM_TOKEN_FILE.'
  scim_token=$(cat "$SCIM_TOKEN_FILE")
  case $scim_token in
    '' | *[!A-Za-z0-9._~+/=-]*) stop "$SCIM_TOKEN_FILE doesn't contain one bearer token." ;;
  esac
}
