# Tries the installer: smoke.ps1 SETUP. It installs for the user, judges the demo clip, opens the
# window, closes it, and uninstalls; the user's data has to be there still.
param([Parameter(Mandatory)] [string] $Setup)
$ErrorActionPreference = "Stop"
$PSNativeCommandUseErrorActionPreference = $true

$Target = Join-Path $env:RUNNER_TEMP "Maskapp für alle"
$Data = Join-Path $env:RUNNER_TEMP "data"

function Assert($IsTrue, $What) { if (-not $IsTrue) { throw $What } }

function Invoke-Quietly($Program, $Arguments) {
    $Ended = Start-Process $Program -ArgumentList $Arguments -Wait -PassThru
    Assert ($Ended.ExitCode -eq 0) "$Program ended with $($Ended.ExitCode)"
}

Invoke-Quietly $Setup "/VERYSILENT /SUPPRESSMSGBOXES /NORESTART /DIR=`"$Target`""
$Version = & "$Target\maskapp-cli.exe" --version
Write-Output $Version
Assert ((Split-Path $Setup -Leaf).Contains($Version.Split()[1])) "The version is $Version"
& "$Target\maskapp-cli.exe" detect demo --output demo.mp4 --report demo.jsonl
Assert ((Get-Content demo.jsonl).Count -gt 300) "The report is too short"
# The processes of --jobs are the packaged program once more.
$Faces = "$PSScriptRoot\..\..\resources\trial_faces"
& "$Target\maskapp-cli.exe" detect $Faces --jobs 2 --report faces.jsonl
Assert ((Get-Content faces.jsonl).Count -eq 12) "Two processes did not judge all faces"
# Without a console: nothing to write to, and nothing that fails because of it.
Invoke-Quietly "$Target\maskapp.exe" "--version"

$Window = Start-Process "$Target\maskapp.exe" "--demo --data-dir `"$Data`"" -PassThru
Start-Sleep 15
$Log = "$Data\logs\maskapp.log"
Get-Content $Log
Assert (-not $Window.HasExited) "The window is gone"
$Window.CloseMainWindow() | Out-Null
Assert ($Window.WaitForExit(15000)) "The window does not close"
Assert ($Window.ExitCode -eq 0) "The window ended with $($Window.ExitCode)"
Assert (Select-String -Quiet "Maskapp ends" $Log) "The log has no end"

$Kept = New-Item -Force "$env:LOCALAPPDATA\maskapp\settings.json"
Invoke-Quietly "$Target\unins000.exe" "/VERYSILENT /SUPPRESSMSGBOXES /NORESTART"
Assert (Test-Path $Kept) "The settings were deleted"
Assert (-not (Test-Path "$Target\maskapp.exe")) "The program was not removed"
