"""Syncs reports of a sandbox into an S3 server and into Azure's emulator on this machine, disturbs the syncs, and compares the objects with
the sandbox's rows.

What is expected comes from the sandbox's answers and from an undisturbed run. The objects are read with the clients of the clouds and with DuckDB.
"""

import argparse
import collections
import http.client
import http.server
import importlib.metadata
import json
import logging
import os
import pathlib
import random
import re
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.request

import duckdb

from stores import BUCKET, Azure, S3

DAYS = [f"2025-01-{day:02}" for day in range(1, 13)]
# Two reports of twelve days, and the same with tickets that came later: within the look-back and before it.
WORLD = """reports:
  tickets: {count: 60, from: '2025-01-01', to: '2025-01-12'}
  messagingSessions: {count: 36, from: '2025-01-01', to: '2025-01-12'}
  reviews: {count: 36, from: '2025-01-01', to: '2025-01-12'}
  digitalServices: {count: 16000, from: '2025-02-01', to: '2025-02-01'}
"""
LATER = WORLD + "tickets:\n" + "".join(
    f"  - {{id: {number}, at: '2025-01-{day:02}T12:00:0{number}', status: 1, subject: Invented}}\n"
    for number, day in enumerate((3, 8, 8, 11), 1)
)
LOOK_BACK = 6
REPLACED = {"2025-01-08", "2025-01-11"}
KILLS = 12


class Check:
    def __init__(self):
        self.facts = 0

    def same(self, found, expected, what):
        if found != expected:
            sys.exit(f"{what}: {str(found)[:2000]} instead of {str(expected)[:2000]}")
        self.facts += 1


class Sandbox:
    def __init__(self, program, folder, name, world):
        file = folder / f"{name}.yaml"
        file.write_text(world)
        arguments = [program, "--port", "0", "--log", "off", "--world", file]
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().removeprefix("Listening on ").strip()
        self.key = self.process.stdout.readline().split()[-1]

    def tickets(self):
        """The rows of the tickets report by day."""
        days = {"dateInitial": "01/01/2025", "dateFinal": "12/01/2025"}
        body = json.dumps({"filter": days, "page": 0, "limit": 1000}).encode()
        headers = {"TATODESK-API-KEY": self.key, "Content-Type": "application/json"}
        request = urllib.request.Request(self.url + "/ticket/listTicketIssuesReport", body, headers)
        by_day = collections.defaultdict(list)
        with urllib.request.urlopen(request) as answer:
            for row in json.load(answer)["attendances"]:
                by_day[row["date"][:10]].append(row)
        return by_day


def parts(objects):
    return {name: content for name, content in objects.items() if name.rpartition("/")[2].startswith("part-")}


def comparable(bucket, prefix, whole=True):
    """All objects below a prefix, without the times of manifests and state objects. A manifest must name the version of its data object."""
    versions, found = bucket.versions(prefix), {}
    for name, content in bucket.objects(prefix).items():
        if name.endswith(".json"):
            content = json.loads(content)
            if "e_tag" in content and whole:
                data = f"{prefix}/{name.removesuffix('_manifest.json')}{content['file']}"
                assert content["e_tag"] == versions[data], (name, content["e_tag"], versions[data])
            for member in ("fetched_at", "started_at", "ended_at", "look_back", "e_tag"):
                if member in content:
                    assert content[member] is not None or not whole, (name, member)
                    content[member] = content[member] is not None
        found[name] = content
    return found


class Runner:
    def __init__(self, program, bucket):
        self.program, self.bucket = program, bucket

    def environment(self, sandbox, **more):
        return {
            "TATODESK_API_KEY": sandbox.key, "TATODESK_BASE_URL": sandbox.url, "PATH": os.environ["PATH"],
            **self.bucket.environment, **more,
        }

    def start(self, sandbox, prefix, *more, reports=("tickets",), environment=None):
        command = [self.program, "sync", *reports, "--dir", f"{self.bucket.url}/{prefix}", "--json"]
        command += more if "--from" in more else ["--from", DAYS[0], "--to", DAYS[-1], *more]
        environment = environment or self.environment(sandbox)
        return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def run(self, *arguments, **more):
        process = self.start(*arguments, **more)
        _, told = process.communicate()
        lines = [json.loads(line) for line in told.splitlines()]
        return process.returncode, lines

    def synced(self, check, *arguments, **more):
        code, lines = self.run(*arguments, **more)
        check.same(code, 0, f"exit code of {arguments[1:]}: {lines}")
        return [line for line in lines if line["kind"] == "synced"]


def counts(summary):
    return tuple(summary[name] for name in ("fetched", "replaced", "unchanged", "kept"))


def again(check, runner, bucket, before, after):
    """A second run replaces only what changed, and a reader sees one whole part of each day all the time."""
    summaries = runner.synced(check, before, "again", reports=("tickets", "reviews"))
    check.same([counts(it) for it in summaries], [(12, 0, 0, 0)] * 2, "the first run")
    old = bucket.objects("again")
    check.same(len(old), 2 * (12 * 2 + 1), "objects")
    for day, rows in before.tickets().items():
        found = old[f"report=tickets/date={day}/part-0.jsonl"].splitlines()
        check.same([json.loads(line) for line in found], rows, f"rows of {day}")
    check.same(counts(runner.synced(check, before, "again")[0]), (0, 0, 0, 12), "a second run")

    seen, done = [], threading.Event()

    names = [f"report=tickets/date={day}/part-0.jsonl" for day in sorted(REPLACED)]

    def read():
        while not done.is_set():
            listed = [key.removeprefix("again/") for key in bucket.versions("again/report=tickets")]
            contents = [bucket.read(f"again/{name}") for name in names]
            seen.append(([name for name in listed if "/part-" in name], contents))

    reader = threading.Thread(target=read)
    reader.start()
    summary = runner.synced(check, after, "again", "--look-back", str(LOOK_BACK))[0]
    done.set()
    reader.join()
    check.same(counts(summary), (0, 2, LOOK_BACK - 2, 12 - LOOK_BACK), "a run with a look-back")
    new = bucket.objects("again")
    changed = {name for name, content in parts(new).items() if content != old[name]}
    check.same(changed, {f"report=tickets/date={day}/part-0.jsonl" for day in REPLACED}, "what was replaced")
    check.same(new.keys(), old.keys(), "the objects")
    for listed, contents in seen:
        check.same(listed, sorted(name for name in parts(old) if "tickets" in name), "what a reader lists")
        for name, content in zip(names, contents):
            check.same(content in (old[name], new[name]), True, f"{name} as a reader finds it")
    check.same(len(seen) > 0, True, "a reader looked")
    print(f"a second run replaces what changed; a reader looked {len(seen)} times meanwhile")


def side_by_side(check, runner, bucket, before, after, undisturbed):
    for prefix, more in (("shards", [["--shard", "1/2"], ["--shard", "2/2"]]), ("same", [[], []]), ("three", [[], [], ["--shard", "1/2"]])):
        processes = [runner.start(before, prefix, *options) for options in more]
        for process in processes:
            _, told = process.communicate()
            check.same(process.returncode, 0, f"{prefix}: exit code: {told}")
        check.same(parts(bucket.objects(prefix)), parts(undisturbed), f"{prefix}: the parts")
        check.same(counts(runner.synced(check, before, prefix)[0]), (0, 0, 0, 12), f"{prefix}: the next run")
    # One has the rows of before, the other those of later; whichever ends last, the days are whole, and one more run mends what is older.
    for turn in range(3):
        prefix = f"rivals-{turn}"
        processes = [runner.start(it, prefix, "--look-back", "12") for it in (before, after)]
        check.same([process.wait() for process in processes], [0, 0], f"{prefix}: exit codes")
        days = {**before.tickets()}, {**after.tickets()}
        found = parts(bucket.objects(prefix))
        check.same(len(found), 12, f"{prefix}: one part for each day")
        for day in DAYS:
            rows = [json.loads(line) for line in found[f"report=tickets/date={day}/part-0.jsonl"].splitlines()]
            check.same(rows in (days[0][day], days[1][day]), True, f"{prefix}: rows of {day}")
        check.same(counts(runner.synced(check, after, prefix)[0]), (0, 0, 0, 12), f"{prefix}: the next run")
    print("shards, two and three syncs at once: nothing undone, nothing doubled")


def killed(check, runner, bucket, before, after):
    runner.synced(check, after, "alone")
    wanted = comparable(bucket, "alone")
    randomness, half = random.Random(11), 0
    for turn in range(KILLS):
        prefix, more = f"killed-{turn}", []
        if turn % 2:
            runner.synced(check, before, prefix)
            more = ["--look-back", "12"]
        old = bucket.versions(prefix)
        # A new folder gets 25 objects; in an old one 16 are replaced. The sync goes on while the store lists them, so it dies a little later.
        last = randomness.randint(1, 10 if turn % 2 else 18)
        process = runner.start(after, prefix, *more)
        while process.poll() is None and len(bucket.versions(prefix).items() - old.items()) < last:
            pass
        process.kill()
        process.communicate()
        half += comparable(bucket, prefix, whole=False) != wanted
        runner.synced(check, after, prefix, *more)
        check.same(comparable(bucket, prefix), wanted, f"{prefix}: the objects")
    check.same(half >= KILLS // 2, True, f"{half} of {KILLS} killed runs left something to do")
    check.same(bucket.uploads(), [], "uploads that were begun and not ended")
    print(f"{KILLS} killed runs made good; {half} of them had not got to their end")


def large(check, runner, bucket, before):
    """A day of several parts of an upload."""
    days = ["--from", "2025-02-01", "--to", "2025-02-01", "--page-size", "3000"]
    memory = []
    for prefix, more in (("small", ["--page-size", "3000", "--from", DAYS[0], "--to", DAYS[0]]), ("large", days)):
        process = runner.start(before, prefix, *more, reports=("digital-services",))
        told = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        check.same(process.returncode, 0, f"exit code of a {prefix} day: {told}")
        memory.append(usage.ru_maxrss / 1024)
    check.same(memory[1] < memory[0] + 40, True, f"memory of a small and of a large day: {memory}")
    name = "large/report=digital_services/date=2025-02-01/part-0.jsonl"
    content = bucket.read(name)
    size, sent = len(content), bucket.parts(name)
    check.same(size > 6_000_000 and sent > 1, True, f"a large day: {size} bytes in {sent} parts")
    rows = content.splitlines()
    check.same((len(rows), len({json.loads(row)["protocol"] for row in rows})), (16000, 16000), "rows of a large day")
    check.same(counts(runner.synced(check, before, "large", *days, reports=("digital-services",))[0]), (0, 0, 0, 1), "the large day again")
    print(f"a day of {size} bytes in {sent} parts, {memory[1]:.0f} MB of memory, {memory[0]:.0f} MB for an empty day")


class Refuses(http.server.BaseHTTPRequestHandler):
    """A server that answers all requests, or those that put data objects, in the same way."""

    def do(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, answer = self.server.answer
        # A server that lets everything pass but the data objects.
        if self.server.behind and not (self.command == "PUT" and "/part-0" in self.path):
            return self.forward(body)
        body = answer
        self.send_response(status)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def forward(self, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.behind)
        connection.request(self.command, self.path, body, dict(self.headers))
        answer = connection.getresponse()
        body = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "connection", "server", "date", "content-length"):
                self.send_header(name, value)
        length = answer.getheader("Content-Length") if self.command == "HEAD" else str(len(body))
        self.send_header("Content-Length", length or "0")
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = do

    def log_message(self, *arguments):
        pass


def refused(check, runner, sandbox):
    """A store that refuses: exit code 1, one line, and nothing is asked of Tatodesk."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}"
        # Tatodesk cannot be reached, so a request to it would be exit code 4.
        base = runner.environment(sandbox, TATODESK_BASE_URL=nowhere)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refuses)
        server.behind = None
        threading.Thread(target=server.serve_forever, daemon=True).start()
        answers = {**base, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_address[1]}"}
        without = {name: value for name, value in base.items() if not name.startswith("AWS_ACCESS") and not name.startswith("AWS_SECRET")}
        xml = '<?xml version="1.0"?>\n<Error><Code>{}</Code><Message>{}</Message></Error>'
        cases = [
            ("no such bucket", {**base, "bucket": "another-bucket"}, None, "NoSuchBucket"),
            ("access denied", answers, (403, xml.format("AccessDenied", "Access\nDenied")), "AccessDenied: Access Denied"),
            ("wrong key", answers, (403, xml.format("InvalidAccessKeyId", "No such key")), "InvalidAccessKeyId"),
            ("wrong signature", answers, (403, xml.format("SignatureDoesNotMatch", "Check the key")), "SignatureDoesNotMatch"),
            ("another region", answers, (301, ""), "another region"),
            ("a region that is wrong", answers, (400, xml.format("AuthorizationHeaderMalformed", "expecting 'eu-west-1'")), "expecting 'eu-west-1'"),
            ("no store", {**base, "AWS_ENDPOINT_URL": nowhere}, None, "cannot be used: "),
            ("no credentials", {**without, "AWS_METADATA_ENDPOINT": nowhere}, None, "no credentials are in the environment"),
        ]
        for what, environment, answer, text in cases:
            server.answer = answer
            bucket = environment.pop("bucket", BUCKET)
            days = ["--from", DAYS[0], "--to", DAYS[1]]
            command = [runner.program, "sync", "tickets", "--dir", f"s3://{bucket}/refused", *days]
            ran = subprocess.run(command, env=environment, capture_output=True, text=True)
            check.same((ran.returncode, ran.stdout), (1, ""), f"{what}: {ran.stderr}")
            check.same(ran.stderr.count("\n"), 1, f"{what}: one line: {ran.stderr}")
            check.same(text in ran.stderr and f"s3://{bucket}/refused" in ran.stderr, True, f"{what}: {ran.stderr}")
        check.same(runner.bucket.objects("refused"), {}, "objects after refusals")
        # A store that refuses the data objects only, small ones and large ones.
        server.behind, server.answer = runner.bucket.port, (403, xml.format("AccessDenied", "Access Denied"))
        answers["TATODESK_BASE_URL"] = sandbox.url
        for report, days in (("tickets", DAYS[:2]), ("digital-services", ["2025-02-01"] * 2)):
            code, lines = runner.run(sandbox, f"half-{report}", "--from", days[0], "--to", days[1], reports=(report,), environment=answers)
            check.same((code, [line["kind"] for line in lines]), (1, ["output"]), f"data objects refused: {lines}")
            check.same("AccessDenied" in lines[0]["message"] and "part-0" in lines[0]["message"], True, f"data objects refused: {lines}")
            check.same([name.rpartition("/")[2] for name in runner.bucket.objects(f"half-{report}")], ["_state.json"], "what is left")
            check.same(runner.bucket.uploads(), [], "uploads that were begun and not ended")
        server.shutdown()
        server.server_close()
    for url in ("s3://key:secret@bucket/a", "ftp://host/a", "s3:///a"):
        command = [runner.program, "sync", "tickets", "--dir", url, "--from", DAYS[0], "--to", DAYS[1]]
        ran = subprocess.run(command, env=base, capture_output=True, text=True)
        check.same((ran.returncode, ran.stderr.count("\n"), "secret" in ran.stderr), (2, 1, False), f"{url}: {ran.stderr}")
    print("stores that refuse: one line each, nothing sent, nothing written")


def without_room(check, runner, sandbox, folder):
    """Rows wait in a temporary file. Without room for it, the error names its folder, and no object changes."""
    runner.synced(check, sandbox, "room")
    before = runner.bucket.versions("room")
    full = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))
    for what, place, limit in (("a full disk", str(folder), full), ("no folder", f"{folder}/missing", None)):
        command = [runner.program, "sync", "tickets", "--dir", f"{runner.bucket.url}/room", "--look-back", "12"]
        environment = runner.environment(sandbox, TMPDIR=place)
        ran = subprocess.run(
            [*command, "--from", DAYS[0], "--to", DAYS[-1]], env=environment, capture_output=True, text=True, preexec_fn=limit,
            restore_signals=False,
        )
        check.same((ran.returncode, ran.stdout, ran.stderr.count("\n")), (1, "", 1), f"{what}: {ran.stderr}")
        check.same(f"{place} cannot be written: " in ran.stderr, True, f"{what}: {ran.stderr}")
        after = runner.bucket.versions("room")
        changed = {name for name in before if after[name] != before[name]}
        # The state object says that a sync has begun.
        check.same(changed, {"room/report=tickets/_state.json"}, f"{what}: what changed")
    check.same(counts(runner.synced(check, sandbox, "room")[0]), (0, 0, 0, 12), "the next run")
    print("a temporary folder without room: one line, no object changed")


def refused_by_azure(check, runner, sandbox):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}"
        cases = [
            ("no such container", f"az://another-{BUCKET}", {}, "ContainerNotFound"),
            ("wrong key", runner.bucket.url, {"AZURE_STORAGE_ACCOUNT_KEY": "YW5vdGhlciBrZXk="}, "AuthorizationFailure"),
            ("no store", runner.bucket.url, {"AZURITE_BLOB_STORAGE_URL": nowhere}, "cannot be used: "),
        ]
        for what, url, more, text in cases:
            # Tatodesk cannot be reached, so a request to it would be exit code 4.
            environment = runner.environment(sandbox, TATODESK_BASE_URL=nowhere, **more)
            command = [runner.program, "sync", "tickets", "--dir", f"{url}/refused", "--from", DAYS[0], "--to", DAYS[1]]
            ran = subprocess.run(command, env=environment, capture_output=True, text=True)
            check.same((ran.returncode, ran.stdout, ran.stderr.count("\n")), (1, "", 1), f"{what}: {ran.stderr}")
            check.same(text in ran.stderr and f"{url}/refused" in ran.stderr, True, f"{what}: {ran.stderr}")
    check.same(runner.bucket.objects("refused"), {}, "objects after refusals")
    print("Azure refuses: one line each, nothing sent, nothing written")


def rule_of_the_page(check, bucket):
    """The rule of the crate's page, which removes incomplete uploads, is one that S3 takes."""
    page = (pathlib.Path(__file__).resolve().parents[2] / "crates/tatodesk-export/README.md").read_text()
    rule = json.loads(re.search(r"--lifecycle-configuration '(.*?)'\n", page, re.DOTALL)[1])
    bucket.client.put_bucket_lifecycle_configuration(Bucket=BUCKET, LifecycleConfiguration=rule)
    [found] = bucket.client.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
    expected = {"Status": "Enabled", "Filter": {"Prefix": "tatodesk/"}, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 2}}
    check.same({name: found[name] for name in expected}, expected, "the rule for incomplete uploads")
    print("S3 takes the page's rule for incomplete uploads")


def in_duckdb(check, runner, bucket, sandbox):
    """DuckDB reads the objects from the server itself."""
    runner.synced(check, sandbox, "duckdb", "--format", "parquet")
    files = importlib.metadata.files("duckdb-extension-httpfs")
    extension = next(file.locate() for file in files if str(file).endswith(".duckdb_extension"))
    database = duckdb.connect()
    database.sql(f"LOAD '{extension}'")
    database.sql(
        f"CREATE SECRET (TYPE s3, KEY_ID 'invented', SECRET 'invented', REGION 'us-east-1', "
        f"ENDPOINT '127.0.0.1:{bucket.port}', USE_SSL false, URL_STYLE 'path')"
    )
    source = f"read_parquet('s3://{BUCKET}/duckdb/report=tickets/*/*.parquet', hive_partitioning = true)"
    found = database.sql(f"SELECT CAST(date AS VARCHAR), count(*), min(protocol), max(protocol) FROM {source} GROUP BY ALL ORDER BY ALL").fetchall()
    days = sorted(sandbox.tickets().items())
    expected = [(day, len(rows), min(it["protocol"] for it in rows), max(it["protocol"] for it in rows)) for day, rows in days]
    check.same([tuple(row) for row in found], expected, "rows by day in DuckDB")
    manifests = f"read_json('s3://{BUCKET}/duckdb/report=*/*/_manifest.json', hive_partitioning = false)"
    check.same(database.sql(f"SELECT count(*), sum(rows) FROM {manifests} WHERE settled").fetchall(), [(12, sum(len(rows) for _, rows in days))], "manifests in DuckDB")
    print("DuckDB reads the objects from the server")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--command", required=True)
    parser.add_argument("--sandbox", required=True)
    parser.add_argument("--azurite", required=True, help="the program azurite-blob")
    arguments = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    check, sandboxes, stores = Check(), [], []
    with tempfile.TemporaryDirectory() as folder:
        try:
            for name, world in (("before", WORLD), ("after", LATER)):
                sandboxes.append(Sandbox(arguments.sandbox, pathlib.Path(folder), name, world))
            before, after = sandboxes
            for begin in (S3, lambda: Azure(arguments.azurite)):
                bucket = begin()
                stores.append(bucket)
                print(f"{bucket.url}:")
                runner = Runner(arguments.command, bucket)
                runner.synced(check, before, "undisturbed")
                again(check, runner, bucket, before, after)
                side_by_side(check, runner, bucket, before, after, bucket.objects("undisturbed"))
                killed(check, runner, bucket, before, after)
                large(check, runner, bucket, before)
            s3, azure = stores
            refused(check, Runner(arguments.command, s3), before)
            without_room(check, Runner(arguments.command, s3), before, folder)
            refused_by_azure(check, Runner(arguments.command, azure), before)
            in_duckdb(check, Runner(arguments.command, s3), s3, before)
            rule_of_the_page(check, s3)
        finally:
            for sandbox in sandboxes:
                sandbox.process.terminate()
                sandbox.process.wait()
            for store in stores:
                store.stop()
    print(f"{check.facts} facts agree")


if __name__ == "__main__":
    main()
