#!/bin/sh
# Writes the status as metrics for the textfile collector of the Prometheus node exporter; run it every hour.
# $1 is the collector's folder, $2 the tenant. The file is replaced as a whole, as the collector requires.
set -u
folder=$1 tenant=$2
new=$(mktemp "$folder/.total-onboard.XXXXXX") || exit 1
trap 'rm -f "$new"' EXIT
total-onboard status --output prometheus --tenant "$tenant" --sign-in certificate --no-input > "$new"
outcome=$?
# 0 all well, 3 something couldn't be read, 5 someone else must act, 7 something differs: there are metrics.
case $outcome in
  0 | 3 | 5 | 7) test -s "$new" && chmod 644 "$new" && mv "$new" "$folder/total-onboard.prom" ;;
  *) exit "$outcome" ;;
esac
