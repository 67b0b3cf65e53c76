# Sign the program for Windows (Authenticode), and pack it again. The release workflow runs it where the repository has
# the certificate; docs/release.md says how to get one.
$ErrorActionPreference = 'Stop'
$file = Join-Path $env:RUNNER_TEMP 'certificate.pfx'
[IO.File]::WriteAllBytes($file, [Convert]::FromBase64String($env:CERTIFICATE))
try {
    $password = ConvertTo-SecureString $env:PASSWORD -AsPlainText -Force
    $certificate = Get-PfxCertificate -FilePath $file -Password $password
    $signed = Set-AuthenticodeSignature dist/release/program/total-onboard/total-onboard.exe $certificate `
        -HashAlgorithm SHA256 -TimestampServer http://timestamp.digicert.com
    if ($signed.Status -ne 'Valid') { throw $signed.StatusMessage }
} finally {
    Remove-Item $file
}
python -m release.build --pack
if ($LASTEXITCODE) { exit $LASTEXITCODE }
