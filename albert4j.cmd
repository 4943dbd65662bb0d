@echo off
rem Starts albert4j.jar, and builds it where it is missing.
setlocal
set "JAR=%~dp0albert4j.jar"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
if exist "%JAR%" goto run
echo albert4j: building albert4j.jar, once 1>&2
call mvn -q -B -f "%~dp0pom.xml" -pl cli -am -DskipTests package 1>&2
if errorlevel 1 exit /b 1
copy /y "%~dp0cli\target\albert4j.jar" "%JAR%" >nul
:run
"%JAVA%" -Dfile.encoding=UTF-8 -Dsun.stdout.encoding=UTF-8 %ALBERT4J_JAVA_OPTIONS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
