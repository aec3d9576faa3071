"""The generated clients: how each is made from a specification, checked, and run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent


class Failed(Exception):
    """A step that failed: which one, and the first lines that it printed."""


def run(step: str, command: list[str | Path], cwd: Path, stdin: str = "", **variables: str) -> str:
    """Runs a command and returns what it printed."""
    environment = {**os.environ, **variables}
    done = subprocess.run(command, cwd=cwd, env=environment, input=stdin, capture_output=True, text=True)
    if done.returncode:
        # Some tools print their errors on standard output, and some a whole trace whose last line is the error.
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise Failed(f"{step}: " + "\n    ".join(lines[:3] + lines[3:][-3:]))
    return done.stdout


class Client:
    """One language. `folder` is where its client and its programs are put together."""

    name = ""
    # Whether a decoded answer, encoded again, has the members that came as null.
    keeps_nulls = True
    # Commands below `folder`.
    job: list[str | Path] = []
    vectors: list[str | Path] = []

    def __init__(self, tools: Path, folder: Path) -> None:
        self.tools, self.folder = tools, folder

    def generate(self, spec: Path) -> None:
        """Makes the client from the specification, and puts the programs beside it."""
        raise NotImplementedError

    def check(self) -> None:
        """Checks or compiles client and programs."""
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return {}

    def run_job(self, url: str, key: str) -> str:
        server = {"TATODESK_BASE_URL": url, "TATODESK_API_KEY": key}
        return run("job", self.job, self.folder, **server, **self.environment())

    def run_vectors(self, calls: list[dict]) -> list[dict]:
        return json.loads(run("vectors", self.vectors, self.folder, json.dumps(calls), **self.environment()))

    def fresh(self) -> None:
        """An empty folder, with the programs of this language in it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        ignored = shutil.ignore_patterns("node_modules", "client", "out", "__pycache__")
        shutil.copytree(HERE / self.name, self.folder, ignore=ignored)

    def openapi_generator(self, spec: Path, generator: str, to: Path, package: str, options: str = "") -> None:
        program = self.tools / "venv/bin/openapi-generator-cli"
        command = [
            program, "generate", "--generator-name", generator, "--input-spec", spec,
            "--output", to, "--package-name", package, "--additional-properties", options,
            "--global-property", "apiTests=false,modelTests=false,apiDocs=false,modelDocs=false",
        ]  # fmt: skip
        run("generator", command, self.folder, JAVA_OPTS="-XX:TieredStopAtLevel=1")


class TypeScript(Client):
    name = "typescript"
    job = ["node", "out/job.js"]
    vectors = ["node", "out/vectors.js"]

    def generate(self, spec: Path) -> None:
        self.fresh()
        (self.folder / "node_modules").symlink_to(self.tools / "node_modules")
        self.bin = self.tools / "node_modules/.bin"
        run("generator", [self.bin / "orval", "--config", "orval.config.mjs"], self.folder, SPEC=str(spec))

    def check(self) -> None:
        run("tsc", [self.bin / "tsc", "--project", "."], self.folder)


class Python(Client):
    name = "python"

    def __init__(self, tools: Path, folder: Path) -> None:
        super().__init__(tools, folder)
        python = tools / "venv/bin/python"
        self.job, self.vectors = [python, "job.py"], [python, "vectors.py"]

    def generate(self, spec: Path) -> None:
        self.fresh()
        client = self.folder / "generated"
        self.openapi_generator(spec, "python", client, "tatodesk_client")
        shutil.move(client / "tatodesk_client", self.folder / "tatodesk_client")

    def check(self) -> None:
        mypy = [self.tools / "venv/bin/mypy", "--cache-dir", self.tools / "mypy", "--no-error-summary"]
        run("mypy", [*mypy, "tatodesk_client"], self.folder)
        # The client does not pass the strict mode, the programs do.
        run("mypy", [*mypy, "--strict", "--follow-imports=silent", "job.py"], self.folder)
        run("mypy", [*mypy, "--strict", "--follow-imports=silent", "vectors.py"], self.folder)

    def environment(self) -> dict[str, str]:
        return {"PYTHONDONTWRITEBYTECODE": "1"}


class Go(Client):
    name = "go"
    keeps_nulls = False
    job = ["./bin/job"]
    vectors = ["./bin/vectors"]

    def generate(self, spec: Path) -> None:
        self.fresh()
        client = self.folder / "generated"
        # Without the first, the client needs a validator of somebody else; without the second, an unknown member of
        # an answer would be an error.
        options = "useOneOfDiscriminatorLookup=true,disallowAdditionalPropertiesIfNotPresent=false,withGoMod=false"
        self.openapi_generator(spec, "go", client, "tatodesk", options)
        (self.folder / "tatodesk").mkdir()
        for file in client.glob("*.go"):
            shutil.move(file, self.folder / "tatodesk" / file.name)
        shutil.rmtree(client)

    def check(self) -> None:
        (self.folder / "bin").mkdir(exist_ok=True)
        go = self.tools / "venv/bin/go"
        # The standard library only: no module can be fetched.
        offline = {"GOPROXY": "off", "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod", "GOCACHE": str(self.tools / "go")}
        run("go vet", [go, "vet", "./job", "./vectors"], self.folder, **offline)
        run("go build", [go, "build", "-o", "bin/", "./job", "./vectors"], self.folder, **offline)


ALL = (TypeScript, Python, Go)
