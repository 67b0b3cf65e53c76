#!/usr/bin/env bash
# Sign for macOS: `import` the certificate before the build, `notarize FILE` the zip file after it.
# The release workflow runs it where the repository has the certificate; docs/release.md says how to get one.
set -euo pipefail

case $1 in
import)
    keychain=$RUNNER_TEMP/signing.keychain-db
    unlock=$(openssl rand -hex 16)
    base64 --decode <<<"$CERTIFICATE" >"$RUNNER_TEMP/certificate.p12"
    security create-keychain -p "$unlock" "$keychain"
    security unlock-keychain -p "$unlock" "$keychain"
    security import "$RUNNER_TEMP/certificate.p12" -k "$keychain" -P "$PASSWORD" -T /usr/bin/codesign
    security set-key-partition-list -S apple-tool:,apple: -s -k "$unlock" "$keychain" >/dev/null
    security list-keychains -d user -s "$keychain" login.keychain-db
    rm "$RUNNER_TEMP/certificate.p12"
    ;;
notarize)
    xcrun notarytool submit "$2" --apple-id "$APPLE_ID" --team-id "$APPLE_TEAM" --password "$APPLE_PASSWORD" --wait
    ;;
esac
