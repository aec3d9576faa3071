"""A report into a CSV or Parquet file, as a short script does it."""

import csv
import datetime
import sys

import httpx

form, url, file = sys.argv[1:]


def pages():
    with httpx.Client(headers={"TATODESK-API-KEY": "an-invented-key"}) as client:
        page, limit = 0, 10_000
        while True:
            days = {"dateInitial": "01/01/2025", "dateFinal": "31/12/2025"}
            body = {"filter": days, "page": page, "limit": limit}
            rows = client.post(f"{url}/cc/listAttendancesReport", json=body).raise_for_status().json()["attendances"]
            if rows:
                yield rows
            if len(rows) < limit:
                return
            page += 1


if form == "csv":
    with open(file, "w", newline="") as out:
        writer = None
        for rows in pages():
            if not writer:
                writer = csv.DictWriter(out, rows[0].keys())
                writer.writeheader()
            writer.writerows(rows)
else:
    import pyarrow
    from pyarrow import parquet

    writer = None
    for rows in pages():
        for row in rows:
            row["date"] = datetime.datetime.fromisoformat(row["date"].removesuffix("Z"))
        table = pyarrow.Table.from_pylist(rows)
        writer = writer or parquet.ParquetWriter(file, table.schema)
        writer.write_table(table)
    writer.close()
