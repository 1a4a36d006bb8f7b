#!/usr/bin/env bash
# Makes a disk image from Maskapp.app: make_dmg.sh APP DMG
#
# With a certificate in the environment, it signs the app, has Apple notarise the image, and staples
# the ticket to it; without one, the image is unsigned, and macOS asks before the first start.
#   MACOS_CERTIFICATE           a Developer ID Application certificate (.p12), in base64
#   MACOS_CERTIFICATE_PASSWORD  its password
#   MACOS_NOTARY_KEY            a key of App Store Connect (.p8), in base64
#   MACOS_NOTARY_KEY_ID, MACOS_NOTARY_ISSUER  its identifiers
set -euo pipefail

app=$1
dmg=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
keychain=$work/signing.keychain-db
identity=

clean_up() {
    [ ! -e "$keychain" ] || security delete-keychain "$keychain"
    rm -rf "$work"
}
trap clean_up EXIT

import_certificate() {
    local password
    password=$(uuidgen)
    base64 --decode <<<"$MACOS_CERTIFICATE" >"$work/certificate.p12"
    security create-keychain -p "$password" "$keychain"
    security set-keychain-settings "$keychain" # or it would lock itself
    security unlock-keychain -p "$password" "$keychain"
    security import "$work/certificate.p12" -k "$keychain" -P "$MACOS_CERTIFICATE_PASSWORD" \
        -T /usr/bin/codesign
    security set-key-partition-list -S apple-tool:,apple: -s -k "$password" "$keychain" >/dev/null
    # codesign looks only in the keychains of this list.
    security list-keychains -d user -s "$keychain" \
        "$(security default-keychain -d user | tr -d '" ')"
    identity=$(security find-identity -v -p codesigning "$keychain" | awk 'NR == 1 { print $2 }')
}

sign() { codesign --force --timestamp --options runtime --sign "$identity" "$@"; }

# From the inside out: a signature covers those of the files inside.
sign_app() {
    local path
    find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 |
        while IFS= read -r -d '' path; do sign "$path"; done
    find "$app/Contents" -type d -name '*.framework' -print0 |
        while IFS= read -r -d '' path; do sign "$path"; done
    sign --entitlements "$here/entitlements.plist" "$app"
    codesign --verify --deep --strict "$app"
}

make_image() {
    mkdir "$work/image"
    cp -R "$app" "$work/image/"
    ln -s /Applications "$work/image/Applications"
    hdiutil create -volname Maskapp -srcfolder "$work/image" -fs HFS+ -format UDZO -ov "$dmg"
}

notarise() {
    base64 --decode <<<"$MACOS_NOTARY_KEY" >"$work/notary.p8"
    xcrun notarytool submit "$dmg" --wait --timeout 30m --key "$work/notary.p8" \
        --key-id "$MACOS_NOTARY_KEY_ID" --issuer "$MACOS_NOTARY_ISSUER"
    xcrun stapler staple "$dmg"
    spctl --assess --type open --context context:primary-signature --verbose "$dmg"
}

if [ -n "${MACOS_CERTIFICATE:-}" ]; then
    import_certificate
    sign_app
else
    echo "There is no certificate: $dmg is not signed for other computers." >&2
fi
make_image
if [ -n "$identity" ]; then
    codesign --timestamp --sign "$identity" "$dmg"
    if [ -n "${MACOS_NOTARY_KEY:-}" ]; then
        notarise
    fi
fi
