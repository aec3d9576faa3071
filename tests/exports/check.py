"""Reads exported reports with DuckDB, Python's csv and LibreOffice, and compares them with the rows of the sandbox.

What is expected is worked out here, from the spec and from the sandbox's answers, which this program reads itself. None of it comes
from the crate that exports.
"""

import argparse
import collections
import csv
import datetime
import hashlib
import hmac
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request

import duckdb

ROOT = pathlib.Path(__file__).resolve().parents[2]
SPEC = json.loads((ROOT / "spec/tatodesk-3.1.json").read_text())
SCHEMAS = SPEC["components"]["schemas"]
WORLD = ROOT / "crates/tatodesk-sandbox/src/world/world.yaml"
HASH_KEY = "an invented key of the hashes"
ROWS = 2500

# Report or list: path, member with the rows, schema of a row, names and format of the days in the filter, name in the world file. A list
# has no days.
DAYS = ("dateInitial", "dateFinal")
REPORTS = {
    "digital-services": ("/cc/listAttendancesReport", "attendances", "DigitalAttendance", DAYS, "%d/%m/%Y", "digitalServices"),
    "in-person-services": ("/pa/listAttendancesReport", "attendances", "PresentialAttendanceRow", DAYS, "%d/%m/%Y", "inPersonServices"),
    "campaigns": ("/mkt/listCampaignsReport", "campaignItems", "CampaignItem", DAYS, "%d/%m/%Y", "campaigns"),
    "tickets": ("/ticket/listTicketIssuesReport", "attendances", "TicketIssue", DAYS, "%d/%m/%Y", "tickets"),
    "sessions": ("/mp/listMessagingSessions", "sessions", "MessagingSession", DAYS, "%d/%m/%Y %H:%M", "messagingSessions"),
    "grouped-journeys": ("/chatbot/listChatbotJourneyEventsGrouped", "events", "GroupedJourneyEvent", DAYS, "%m/%d/%Y", None),
    "detailed-journeys": ("/chatbot/listChatbotJourneyEventsDetailed", "events", "JourneyEvent", DAYS, "%m/%d/%Y", "journeyEvents"),
    "ad-hoc-notifications": ("/mkt/listLooseNotificationsReport", None, None, DAYS, "%d/%m/%Y", "notifications"),
    "reviews": ("/chatbot/listChatbotEventFeedbacksByFilter", "conversations", "Review", ("initialDate", "finalDate"), "%m/%d/%Y", "reviews"),
    "departments": ("/cc/v1/listDepartments", "departments", "Department", None, None, None),
    "service-groups": ("/cc/v1/listAttendanceGroups", "attendanceGroups", "AttendanceGroup", None, None, None),
    "specialties": ("/cc/v1/listGroupSpecializations", "specializations", "GroupSpecialization", None, None, None),
    "subspecialties": ("/cc/v1/listSubSpecializations", "subSpecializations", "SubSpecialization", None, None, None),
    "areas": ("/cc/v1/listAreas", "areas", "Area", None, None, None),
    "sub-areas": ("/cc/v1/listSubAreas", "subAreas", "SubArea", None, None, None),
    "chatbot-journeys": ("/chatbot/v1/listChatbotJourneys", "journeys", "ChatbotJourney", None, None, None),
}
FROM, TO = datetime.datetime(2020, 1, 1), datetime.datetime(2030, 12, 31, 23, 59)
DUCKDB = {
    "integer": "BIGINT", "flag": "BOOLEAN", "time": "TIMESTAMP", "duration": "BIGINT", "text": "VARCHAR", "json": "VARCHAR",
    "packed": "VARCHAR",
}


def kind(schema):
    """What the spec says that a member is."""
    while True:
        refers = schema.get("$ref") or next((it["$ref"] for it in schema.get("allOf", ()) if "$ref" in it), None)
        if not refers:
            break
        if refers.endswith("/Count"):
            return "integer"
        schema = SCHEMAS[refers.rsplit("/", 1)[1]]
    types = schema.get("type")
    types = types if isinstance(types, list) else [types]
    formats = {
        "wall-clock": "time", "duration-hms": "duration", "yes-no": "flag", "tatodesk-flag": "flag", "packed-pairs": "packed",
        "packed-threads": "packed", "int64": "integer",
    }
    if "format" in schema:
        return formats[schema["format"]]
    return "integer" if "integer" in types else "text" if "string" in types else "json"


def columns(report):
    schema = REPORTS[report][2]
    return {name: kind(member) for name, member in SCHEMAS[schema]["properties"].items()} if schema else {}


def value(kind, found):
    """A value of the wire as Python has it; None where the wire says that there is none."""
    if found is None or (found == "" and kind != "text"):
        return None
    if kind == "integer":
        return int(found)
    if kind == "flag":
        return {1: True, 2: False, "Yes": True, "No": False}[found]
    if kind == "time":
        return datetime.datetime.fromisoformat(found.removesuffix("Z"))
    if kind == "duration":
        hours, minutes, seconds = map(int, found.split(":"))
        return (hours * 60 + minutes) * 60 + seconds
    return found


class Sandbox:
    def __init__(self, program, world):
        arguments = [program, "--port", "0", "--log", "off", "--world", world]
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().removeprefix("Listening on ").strip()
        self.key = self.process.stdout.readline().split()[-1]

    def rows(self, report):
        """All rows of a report, page by page, from the answers themselves."""
        path, member, _, names, form, _ = REPORTS[report]
        rows, page = [], 0
        while True:
            body = {} if report == "grouped-journeys" else {"page": page, "limit": 1000}
            if names:
                body["filter"] = {name: moment.strftime(form) for name, moment in zip(names, (FROM, TO))}
            headers = {"TATODESK-API-KEY": self.key, "Content-Type": "application/json"}
            request = urllib.request.Request(self.url + path, json.dumps(body).encode(), headers)
            with urllib.request.urlopen(request) as answer:
                answer = json.load(answer)
            lists = [it for it in answer.values() if isinstance(it, list)]
            new = answer[member] if member else lists[0]
            rows += new
            page += 1
            if report == "grouped-journeys" or len(new) < 1000:
                return rows


def export(arguments, sandbox, report, file, *more):
    command = [arguments.command, "export", report, "-o", str(file), *more]
    has_days = REPORTS[report][3] is not None
    if has_days:
        command += ["--from", f"{FROM:%Y-%m-%d}", "--to", f"{TO:%Y-%m-%d}"]
    if report != "grouped-journeys":
        # The lists are short.
        command += ["--page-size", "700" if has_days else "1"]
    subprocess.run(command, env=environment(sandbox), check=True, stderr=subprocess.DEVNULL)


def environment(sandbox):
    return {"TATODESK_API_KEY": sandbox.key, "TATODESK_BASE_URL": sandbox.url, "TATODESK_HASH_KEY": HASH_KEY, "PATH": os.environ["PATH"]}


class Check:
    def __init__(self):
        self.facts = 0

    def same(self, found, expected, what):
        self.facts += 1
        if found != expected:
            sys.exit(f"{what}: found {found!r}, expected {expected!r}")


def parquet(check, report, file, rows):
    """Types, counts, sums and bounds of a Parquet file in DuckDB."""
    of = columns(report)
    db = duckdb.connect()
    table = f"read_parquet('{file}')"
    described = {name: kind for name, kind, *_ in db.sql(f"DESCRIBE SELECT * FROM {table}").fetchall()}
    check.same(described, {name: DUCKDB[kind] for name, kind in of.items()} | {"extra": "VARCHAR"}, f"{report}: types in DuckDB")
    one = lambda what: db.sql(f"SELECT {what} FROM {table}").fetchall()[0]
    check.same(one("count(*)"), (len(rows),), f"{report}: rows in DuckDB")
    for name, kind in of.items():
        values = [it for it in (value(kind, row.get(name)) for row in rows) if it is not None]
        what = f"{report}: {name} in DuckDB"
        check.same(one(f'count("{name}")')[0], len(values), f"{what}: values")
        if kind in ("integer", "duration"):
            check.same(one(f'coalesce(sum("{name}"), 0)::HUGEINT')[0], sum(values), f"{what}: sum")
        elif kind == "flag":
            check.same(one(f'count(*) FILTER ("{name}")')[0], sum(values), f"{what}: yes")
        elif kind == "time":
            micros = sum((it - datetime.datetime(1970, 1, 1)) // datetime.timedelta(microseconds=1) for it in values)
            check.same(one(f'coalesce(sum(epoch_us("{name}")), 0)::HUGEINT')[0], micros, f"{what}: sum")
            check.same(one(f'min("{name}"), max("{name}")'), (min(values, default=None), max(values, default=None)), f"{what}: bounds")
        elif kind == "text":
            found = one(f'coalesce(sum(length("{name}")), 0)::BIGINT, count(DISTINCT "{name}")')
            check.same(found, (sum(map(len, values)), len(set(values))), f"{what}: length and distinct")
        elif kind == "json":
            found = [json.loads(it) for (it,) in db.sql(f'SELECT "{name}" FROM {table} WHERE "{name}" IS NOT NULL').fetchall()]
            check.same(found, values, f"{what}: values")
        else:
            inner = f'"{name}"' if name == "threads" else f'json_keys("{name}")'
            found = one(f"coalesce(sum(json_array_length({inner})), 0)::BIGINT")
            expected = sum(text.count("SUBJECT:") for text in values)
            if name != "threads":
                expected = sum(len({pair.split(":", 1)[0] for pair in text.split(" | ")}) for text in values)
            check.same(found[0], expected, f"{what}: threads or names")
    extra = [json.loads(it) if it else {} for (it,) in db.sql(f"SELECT extra FROM {table}").fetchall()]
    check.same(extra, [{name: it for name, it in row.items() if name not in of} for row in rows], f"{report}: extra")


def text_files(check, report, csv_file, json_file, rows):
    """The types that DuckDB guesses in CSV and JSON Lines, and their counts and sums."""
    of = columns(report)
    db = duckdb.connect()
    tables = {"csv": f"read_csv('{csv_file}', header = true)", "jsonl": f"read_json('{json_file}', format = 'newline_delimited')"}
    guessed = {"integer": "BIGINT", "flag": "BOOLEAN", "time": "TIMESTAMP"}
    for form, table in tables.items():
        check.same(db.sql(f"SELECT count(*) FROM {table}").fetchall()[0], (len(rows),), f"{report}: rows of {form} in DuckDB")
        described = {name: kind for name, kind, *_ in db.sql(f"DESCRIBE SELECT * FROM {table}").fetchall()}
        for name, kind in of.items():
            values = [it for it in (value(kind, row.get(name)) for row in rows) if it is not None]
            if form == "csv" and values and kind in guessed:
                check.same(described[name], guessed[kind], f"{report}: type of {name} in CSV")
            if kind == "integer" and values:
                total = db.sql(f'SELECT sum("{name}"::BIGINT)::HUGEINT FROM {table}').fetchall()[0][0]
                check.same(total, sum(values), f"{report}: sum of {name} in {form}")


def cell(kind, found):
    """The CSV cell of a value; None where that takes more than a look."""
    if found is None or found == "":
        return ""
    if kind == "time":
        moment = value(kind, found)
        fraction = f".{moment.microsecond:06}".rstrip("0") if moment.microsecond else ""
        return f"{moment:%Y-%m-%d %H:%M:%S}{fraction}"
    if kind == "flag":
        return str(value(kind, found)).lower()
    return None if kind in ("json", "packed") else str(found)


def pairs(text):
    """The names and values of packed pairs; the sandbox writes no separator within a value, and no name twice."""
    return dict(pair.split(":", 1) for pair in text.split(" | "))


def cells(check, report, file, rows, **dialect):
    """Every cell of a CSV file with Python's csv."""
    of = columns(report)
    with open(file, newline="", encoding=dialect.pop("encoding", "utf-8")) as lines:
        header, *records = csv.reader(lines, **dialect)
    check.same(header, [*of, "extra"], f"{report}: header of {file.name}")
    check.same(len(records), len(rows), f"{report}: rows of {file.name}")
    for record, row in zip(records, rows):
        for found, (name, kind) in zip(record, of.items()):
            expected = cell(kind, row.get(name))
            if expected is not None:
                check.same(found, expected, f"{report}: {name} in {file.name}")
            elif kind == "packed" and name != "threads":
                check.same(json.loads(found), pairs(row[name]), f"{report}: {name} in {file.name}")
        extra = json.loads(record[-1]) if record[-1] else {}
        check.same(extra, {name: it for name, it in row.items() if name not in of}, f"{report}: extra in {file.name}")


def in_libreoffice(check, folder, files):
    """Opens the CSV files for Excel as LibreOffice in Brazil opens them, and saves them with commas."""
    out = folder / "libreoffice"
    # Separators ; and ", UTF-8, from line 1, every column as it looks; 1046 is Portuguese of Brazil.
    reads = "CSV:59,34,76,1,,1046,false,true"
    writes = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true'
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", f"--infilter={reads}", "--convert-to", writes]
    subprocess.run([*command, "--outdir", out, *files], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for report, (file, rows) in {file.stem: (file, rows) for file, rows in files.items()}.items():
        of = columns(report)
        with open(out / f"{report}.csv", newline="", encoding="utf-8") as lines:
            header, *records = csv.reader(lines)
        check.same(header, [*of, "extra"], f"{report}: header in LibreOffice")
        check.same(len(records), len(rows), f"{report}: rows in LibreOffice")
        for place, (name, kind) in enumerate(of.items()):
            found = [record[place] for record in records]
            if kind == "integer":
                values = [value(kind, row.get(name)) for row in rows]
                total = sum(it for it in values if it is not None)
                check.same(sum(int(it) for it in found if it), total, f"{report}: sum of {name} in LibreOffice")
            elif kind == "text":
                expected = [row.get(name) or "" for row in rows]
                # Texts of digits become numbers, as in every spreadsheet.
                pairs = [(it, other) for it, other in zip(found, expected) if not re.fullmatch(r"[\d.,/:-]*", other.strip())]
                check.same([it for it, _ in pairs], [other for _, other in pairs], f"{report}: {name} in LibreOffice")


def partitions(check, arguments, sandbox, folder, rows):
    """Keeps the tickets of some days in partitions of each format, and counts them."""
    days = collections.Counter(row["date"][:10] for row in rows)
    first, last = min(days), sorted(days)[:9][-1]
    of_days = sum(count for day, count in days.items() if first <= day <= last)
    for end, reader in {"csv": "read_csv", "jsonl": "read_json", "parquet": "read_parquet"}.items():
        command = [arguments.command, "sync", "tickets", "--from", first, "--to", last, "--dir", folder / f"days-{end}", "--format", end]
        subprocess.run(command, env=environment(sandbox), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        query = f"SELECT count(*), count(DISTINCT date) FROM {reader}('{folder}/days-{end}/report=tickets/*/part-0.{end}', hive_partitioning = true)"
        check.same(duckdb.sql(query).fetchall()[0], (of_days, len([day for day in days if day <= last])), query)


def documented(check, folder):
    """Runs the queries of the crate's README that read files. tests/object-store reads a bucket."""
    os.chdir(folder)
    blocks = re.findall(r"```sql\n(.*?)```", (ROOT / "crates/tatodesk-export/README.md").read_text(), re.DOTALL)
    files = [block for block in blocks if "'s3://" not in block and "s3a://" not in block]
    check.same(len(blocks) - len(files), 2, "blocks of queries that read a bucket")
    queries = [query for block in files for query in block.split(";") if query.strip()]
    check.same(len(queries) >= 7, True, "queries of the README")
    for query in queries:
        # Each format has a folder of its own.
        end = next((end for end in ("csv", "jsonl") if f".{end}'" in query), "parquet")
        found = duckdb.sql(query.replace("/data/tatodesk", f"{folder}/days-{end}")).fetchall()
        # Days that are not settled are not there.
        check.same(len(found) > 0, "NOT settled" not in query, query)


def people(check, arguments, sandbox, folder, rows):
    """Hashed and dropped columns, in all formats."""
    rules = ["--hash", "email", "--hash", "user", "--drop", "subject", "--drop", "extra"]
    hashed = lambda text: hmac.new(HASH_KEY.encode(), text.encode(), hashlib.sha256).hexdigest() if text else ""
    expected = [[hashed(row.get("email")), hashed(row.get("user"))] for row in rows]
    for end, reader in {"csv": "read_csv", "jsonl": "read_json", "parquet": "read_parquet"}.items():
        file = folder / f"people.{end}"
        export(arguments, sandbox, "tickets", file, *rules)
        names = duckdb.sql(f"DESCRIBE SELECT * FROM {reader}('{file}')").fetchall()
        names = {name for name, *_ in names}
        check.same(names, columns("tickets").keys() - {"subject"}, f"columns of {file.name}")
        found = duckdb.sql(f"SELECT coalesce(email, ''), coalesce(user, '') FROM (SELECT email, \"user\" FROM {reader}('{file}')) AS it(email, user)")
        check.same([list(row) for row in found.fetchall()], expected, f"hashes of {file.name}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--command", required=True)
    parser.add_argument("--sandbox", required=True)
    parser.add_argument("--all", action="store_true", help="fail without LibreOffice")
    arguments = parser.parse_args()
    check = Check()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        world = folder / "world.yaml"
        world.write_text(re.sub(r"\{count: \d+, from", f"{{count: {ROWS}, from", WORLD.read_text()))
        sandbox = Sandbox(arguments.sandbox, world)
        try:
            for_excel = {}
            for report, (*_, in_world) in REPORTS.items():
                rows = sandbox.rows(report)
                check.same(len(rows) >= (ROWS if in_world else 1), True, f"{report}: at least the rows of the world")
                files = {end: folder / f"{report}.{end}" for end in ("csv", "jsonl", "parquet")}
                for file in files.values():
                    export(arguments, sandbox, report, file)
                parquet(check, report, files["parquet"], rows)
                text_files(check, report, files["csv"], files["jsonl"], rows)
                cells(check, report, files["csv"], rows)
                (folder / "excel").mkdir(exist_ok=True)
                excel = folder / "excel" / f"{report}.csv"
                export(arguments, sandbox, report, excel, "--format", "csv-for-excel")
                cells(check, report, excel, rows, delimiter=";", encoding="utf-8-sig")
                for_excel[excel] = rows
                lines = [json.loads(line) for line in files["jsonl"].read_text().splitlines()]
                check.same(lines, rows, f"{report}: rows of {files['jsonl'].name}")
                print(f"{report}: {len(rows)} rows")
                if report == "tickets":
                    people(check, arguments, sandbox, folder, rows)
                    partitions(check, arguments, sandbox, folder, rows)
            documented(check, folder)
            if shutil.which("soffice"):
                in_libreoffice(check, folder, for_excel)
            elif arguments.all:
                sys.exit("soffice (LibreOffice) is missing")
            else:
                print("not opened in LibreOffice: soffice is missing")
        finally:
            sandbox.process.terminate()
            sandbox.process.wait()
    print(f"{check.facts} facts agree")


if __name__ == "__main__":
    main()
