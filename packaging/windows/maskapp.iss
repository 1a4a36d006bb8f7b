; The installer for Windows, by Inno Setup 6.3 or later, for the user alone: it needs no
; administrator. It packs the frozen program, which has to be made first:
;   iscc /DVersion=VERSION packaging\windows\maskapp.iss

#ifndef Version
  #error Name the version: iscc /DVersion=VERSION
#endif

[Setup]
AppId={{C9C990CE-5DF7-492E-8D39-0A181AD58123}
AppName=Maskapp
AppVersion={#Version}
AppPublisher=The Maskapp authors
DefaultDirName={autopf}\Maskapp
PrivilegesRequired=lowest
DisableDirPage=auto
DisableProgramGroupPage=yes
WizardStyle=modern
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
; The oldest that Qt 6 supports.
MinVersion=10.0.17763
SourceDir=..\..
OutputDir=dist
OutputBaseFilename=maskapp-{#Version}-windows-x64-setup
SetupIconFile=packaging\windows\maskapp.ico
UninstallDisplayIcon={app}\maskapp.exe
Compression=lzma2/max
SolidCompression=yes
ChangesAssociations=yes

[Tasks]
Name: "openwith"; Description: "Offer Maskapp under ""Open with"" for videos and pictures"
Name: "desktop"; Description: "Show an icon on the desktop"; Flags: unchecked

[InstallDelete]
; What an earlier version had and this one has not.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "build\package\dist\maskapp\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{autoprograms}\Maskapp"; Filename: "{app}\maskapp.exe"
Name: "{autodesktop}\Maskapp"; Filename: "{app}\maskapp.exe"; Tasks: desktop

[Registry]
; Offered, but not made the default: Windows lets only the user do that.
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe"; ValueType: string; ValueName: "FriendlyAppName"; ValueData: "Maskapp"; Tasks: openwith; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\shell\open\command"; ValueType: string; ValueData: """{app}\maskapp.exe"" --source ""%1"""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".avi"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".m4v"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".mkv"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".mov"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".mp4"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".mpeg"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".mpg"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".ts"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".webm"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".wmv"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".avif"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".bmp"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".gif"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".heic"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".heif"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".jfif"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".jpe"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".jpeg"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".jpg"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".pgm"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".png"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".ppm"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".tif"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".tiff"; ValueData: ""; Tasks: openwith
Root: HKA; Subkey: "Software\Classes\Applications\maskapp.exe\SupportedTypes"; ValueType: string; ValueName: ".webp"; ValueData: ""; Tasks: openwith

[Run]
Filename: "{app}\maskapp.exe"; Description: "Start Maskapp"; Flags: nowait postinstall skipifsilent

[Code]
// What starts the door display at login, unless a copy elsewhere does.
procedure RemoveLoginStart;
var
  Command: String;
begin
  if RegQueryStringValue(HKCU, 'Software\Microsoft\Windows\CurrentVersion\Run',
    'Maskapp door display', Command) then
    if Pos(Lowercase(ExpandConstant('{app}\')), Lowercase(Command)) > 0 then
      RegDeleteValue(HKCU, 'Software\Microsoft\Windows\CurrentVersion\Run',
        'Maskapp door display');
end;

// Settings, logs and snapshots stay, unless the user wants them deleted.
procedure CurUninstallStepChanged(CurUninstallStep: TUninstallStep);
var
  DataDir: String;
begin
  if CurUninstallStep = usUninstall then
    RemoveLoginStart;
  DataDir := ExpandConstant('{localappdata}\maskapp');
  if (CurUninstallStep = usPostUninstall) and DirExists(DataDir) and not UninstallSilent then
    if MsgBox('Delete the settings and all snapshots, too? They are in ' + DataDir + '.',
      mbConfirmation, MB_YESNO or MB_DEFBUTTON2) = IDYES then
      DelTree(DataDir, True, True, True);
end;
