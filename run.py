#!/usr/bin/env python3
"""Set supportterm up in .venv and run it: nothing to install by hand.

    python3 run.py demo          the console on a demo desk
    python3 run.py test [...]    linters, types, import contracts and tests; arguments go to pytest alone
    python3 run.py ...           any other supportterm command

Standard library only, and readable by old Pythons, which can then say what they need.
"""

import hashlib
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
BOOT = os.path.join(HERE, ".boot")
MARK = os.path.join(VENV, "made-by-run")  # one fingerprint a line: what is installed, whole
BIN = os.path.join(VENV, "Scripts" if os.name == "nt" else "bin")
PYTHON = os.path.join(BIN, "python")
LOCKS = {"run": "requirements.lock", "test": "requirements-test.lock"}
OLDEST, TRIED = (3, 11), ("python3.14", "python3.13", "python3.12", "python3.11")
VIRTUALENV = "virtualenv>=20.31,<22"
UNWANTED = ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "PIP_USER", "PIP_TARGET",
            "PIP_REQUIRE_VIRTUALENV", "UV_PROJECT_ENVIRONMENT", "UV_SYSTEM_PYTHON")  # fmt: skip


class CannotSetUp(Exception):
    """The message says what to do."""


def main(args):
    for name in UNWANTED:
        os.environ.pop(name, None)
    if sys.version_info[:2] < OLDEST:
        return run([newer_python(), os.path.abspath(__file__), *args])
    tests = args[:1] == ["test"]
    set_up("test" if tests else "run")
    if tests:
        return test(args[1:])
    return become([PYTHON, os.path.join(BIN, "supportterm"), *args])


def newer_python():
    for name in TRIED:
        path = shutil.which(name)
        if path and subprocess.call([path, "-c", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
            return path
    raise CannotSetUp("supportterm needs Python 3.11 or newer; this is %d.%d. Install one, then run this again with it."
                      % sys.version_info[:2])  # fmt: skip


def set_up(kind):
    """Have what *kind* needs in .venv. One process at a time; what was interrupted is done anew."""
    if fingerprint(kind) in installed():
        return
    os.makedirs(BOOT, exist_ok=True)
    with open(os.path.join(BOOT, "lock"), "w") as lock:
        hold(lock)
        have = installed()
        if fingerprint(kind) in have:
            return
        if not have:
            new_environment()
        say("installing what %s, once ..." % ("the tests need" if kind == "test" else "supportterm needs"))
        install("--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", os.path.join(HERE, LOCKS[kind]))
        if not have:
            install("--no-deps", "--no-build-isolation", "-e", HERE)
        kinds = ("run", "test") if kind == "test" else ("run",)  # the tests' lock holds all of the other
        write_mark("".join(fingerprint(each) + "\n" for each in kinds))


def fingerprint(kind):
    """Changes when what is to be installed does, or where."""
    digest = hashlib.sha256(repr((kind, HERE)).encode())
    for name in ("pyproject.toml", "requirements.lock", LOCKS[kind]):
        with open(os.path.join(HERE, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def installed():
    """The fingerprints of what .venv holds, if they are still ours; else none."""
    try:
        with open(MARK) as file:
            known = file.read().split()
    except OSError:
        return []
    return known if fingerprint("run") in known and os.access(PYTHON, os.X_OK) else []


def write_mark(text):
    with open(MARK + ".new", "w") as file:
        file.write(text)
    os.replace(MARK + ".new", MARK)


def hold(lock):
    """Wait until no other set-up runs here; the lock goes with the process."""
    try:
        import fcntl
    except ImportError:  # Windows: two set-ups at once are not guarded there
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        say("another set-up is running here; waiting for it ...")
        fcntl.flock(lock, fcntl.LOCK_EX)


def new_environment():
    if os.path.isdir(VENV) and os.listdir(VENV) and not os.path.exists(MARK):
        raise CannotSetUp("%s was not made by run.py; move it away, then run this again." % VENV)
    shutil.rmtree(VENV, ignore_errors=True)
    os.makedirs(VENV)
    write_mark("")
    say("making .venv with Python %d.%d ..." % sys.version_info[:2])
    uv = shutil.which("uv")
    if uv and run([uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, VENV]) == 0:
        return
    if works("import venv, ensurepip"):
        made = run([sys.executable, "-m", "venv", VENV])
    elif works("import pip"):
        # Debian without python3-venv: pip may still install elsewhere than into the system.
        folder = os.path.join(BOOT, "virtualenv")
        made = run([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade",
                    "--target", folder, VIRTUALENV])  # fmt: skip
        made = made or run([sys.executable, "-m", "virtualenv", "--quiet", VENV], PYTHONPATH=folder)
    else:
        raise CannotSetUp("This Python can't make environments: apt-get install python3-venv (or your system's "
                          "package of that name), then run this again.")  # fmt: skip
    if made != 0:
        raise CannotSetUp("The environment .venv could not be made; what is said above tells why.")


def install(*what):
    """Install into .venv, with uv where there is one, else with pip. uv makes no bytecode unless told, pip does."""
    uv = shutil.which("uv")
    if uv and os.path.exists("/etc/ssl/certs/ca-certificates.crt"):
        os.environ.setdefault("UV_SYSTEM_CERTS", "1")  # as pip does: a company's own certificates are there
    if uv and run([uv, "pip", "install", "--quiet", "--python", PYTHON, "--compile-bytecode", *list(what)]) == 0:
        return
    if run([PYTHON, "-c", "import pip"], quiet=True) != 0 and run([PYTHON, "-m", "ensurepip"], quiet=True) != 0:
        raise CannotSetUp("uv could not install what is needed (see above), and there is no pip to try instead.")
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if run(pip + list(what)) != 0:
        raise CannotSetUp("What supportterm needs could not be installed (see above); run this again to go on.")


def test(arguments):
    """All checks, side by side: the types alone take half a minute. With arguments only pytest, with these."""
    pytest = [PYTHON, "-m", "pytest"]
    if arguments:
        return run(pytest + arguments)
    checks = (["ruff", "check", "--quiet", "."], ["lint-imports"], ["mypy"])
    running = [(check[0], start([os.path.join(BIN, check[0]), *check[1:]])) for check in checks]
    if not os.path.isdir(os.path.join(HERE, "tests", "core", "__pycache__")):
        run([*pytest, "--collect-only", "-q"], quiet=True, cwd=HERE)  # reads each test once, and not once a worker
    result = run([*pytest, "-n", "auto", "--dist", "worksteal", "-q"], cwd=HERE)
    failed = []
    for name, process in running:
        output = process.communicate()[0].decode(errors="replace")
        if process.returncode != 0:
            failed.append(name)
            print(output)
        say("%s: %s" % (name, "failed" if process.returncode else "passed"))
    if failed:
        say("failed beside the tests: " + ", ".join(failed))
    return result or len(failed)


def start(command):
    return subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def works(code):
    return run([sys.executable, "-c", code], quiet=True) == 0


def run(command, quiet=False, cwd=None, **environment):
    out = subprocess.DEVNULL if quiet else None
    return subprocess.call(command, cwd=cwd, env=dict(os.environ, **environment), stdout=out, stderr=out)


def become(command):
    """Go on as *command*: keys, signals and the exit code are its own."""
    if os.name == "nt":
        return run(command)
    os.execv(command[0], command)


def say(text):
    sys.stderr.write("run.py: %s\n" % text)
    sys.stderr.flush()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotSetUp as problem:
        say(str(problem))
        sys.exit(1)
    except KeyboardInterrupt:
        say("stopped; run this again to go on.")
        sys.exit(130)
