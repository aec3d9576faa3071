"""A sandbox for one run, and what arrived at it. It needs only the standard library."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from pathlib import Path


class Sandbox:
    """A sandbox on a port of its own, which ends with the block."""

    def __init__(self, program: Path) -> None:
        self.program = program

    def __enter__(self) -> Sandbox:
        command = [self.program, "--port", "0", "--log", "off"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        # Its first two lines say where it listens and which key works.
        self.url = self.process.stdout.readline().split()[-1]
        self.key = self.process.stdout.readline().split()[-1]
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()

    def control(self, name: str) -> dict:
        with urllib.request.urlopen(f"{self.url}/_sandbox/{name}") as answer:
            return json.load(answer)

    def post(self, name: str, body: object) -> None:
        data, kind = json.dumps(body).encode(), {"Content-Type": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(f"{self.url}/_sandbox/{name}", data, kind)):
            pass

    def saw(self) -> dict:
        """What arrived. Clients choose the type of an uploaded file and the order of members themselves."""

        def body(request: dict) -> object:
            text = request["requestBody"] or ""
            return json.loads(text) if text.startswith("{") else None

        requests = [
            {
                "operation": request["operation"],
                "status": request["status"],
                "body": body(request),
            }
            for request in self.control("requests")["requests"]
        ]
        uploads = self.control("uploads")["uploads"]
        for upload in uploads:
            del upload["contentType"]
        return {"requests": requests, "deliveries": self.control("deliveries")["deliveries"], "uploads": uploads}
