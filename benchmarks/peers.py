"""What the scripts share that measure albert4j beside Python packages."""

import os
import pathlib
import subprocess
import sys
import venv


def in_virtual_environment(script, packages):
    """Runs a script again, in .albert4j/peers with the packages installed, unless it runs there already."""
    if "ALBERT4J_PEERS" in os.environ:
        return
    folder = pathlib.Path(".albert4j/peers").resolve()
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        print("setting up the peers in .albert4j/peers, once", file=sys.stderr)
        venv.create(folder, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *packages], check=True)
    sys.exit(subprocess.run([python, script, *sys.argv[1:]], env={**os.environ, "ALBERT4J_PEERS": "1"}).returncode)


def cpu():
    names = [line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    return f"{names[0]}, {len(names)} processors" if names else "an unknown processor"
