@echo off
rem Installs the program of this stick for this user, without internet, and opens its page.
rem Plain ASCII: what is said in Thai comes from install.py.
chcp 65001 >nul
setlocal EnableExtensions DisableDelayedExpansion
set "PYTHONUTF8=1"
set "HERE=%~dp0"
set "FOUND="
if not exist "%HERE%install.py" goto packed
if not exist "%HERE%wheels\" goto packed
call :look
if defined FOUND goto run
call :getpython
call :look
if defined FOUND goto run
goto nopython

:look
for %%V in (@PYTHONS@) do call :launcher %%V
for %%V in (@PYTHONS@) do call :folder %%V
call :plain
exit /b 0

:launcher
if defined FOUND exit /b 0
if not exist "%HERE%requirements\windows-%1.txt" exit /b 0
py -%1 -c "import sys; sys.exit(sys.maxsize < 2**32)" >nul 2>nul
if not %errorlevel%==0 exit /b 0
set "FOUND=py -%1"
exit /b 0

:folder
if defined FOUND exit /b 0
if not exist "%HERE%requirements\windows-%1.txt" exit /b 0
set "DIGITS=%1"
set "DIGITS=%DIGITS:.=%"
if not exist "%LOCALAPPDATA%\Programs\Python\Python%DIGITS%\python.exe" exit /b 0
set FOUND="%LOCALAPPDATA%\Programs\Python\Python%DIGITS%\python.exe"
exit /b 0

:plain
if defined FOUND exit /b 0
python -c "import sys; sys.exit(sys.maxsize < 2**32)" >nul 2>nul
if not %errorlevel%==0 exit /b 0
set "FOUND=python"
exit /b 0

:getpython
for %%V in (@PYTHONS@) do call :installer %%V
exit /b 0

:installer
if defined ASKED exit /b 0
if not exist "%HERE%python\python-%1*-amd64.exe" exit /b 0
set "ASKED=1"
echo Installing Python %1 for this user only. Please wait.
pushd "%HERE%python"
for %%F in (python-%1*-amd64.exe) do "%%F" /passive InstallAllUsers=0 PrependPath=0 Include_launcher=1 InstallLauncherAllUsers=0 Include_test=0 Shortcuts=0
popd
exit /b 0

:run
%FOUND% "%HERE%install.py" %*
if not %errorlevel%==0 goto wait
exit /b 0

:nopython
echo This computer has no Python that suits (64 bit, one of: @PYTHONS@).
echo Please read README.txt, part 2.
if exist "%HERE%README.txt" start "" notepad "%HERE%README.txt"
goto wait

:packed
echo Some files are missing. If this is a ZIP file, extract the whole folder first, then try again.

:wait
if not "%TAMBON_GIS_NO_PAUSE%"=="" exit /b 1
pause
exit /b 1
