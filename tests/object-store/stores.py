"""The stores: an S3 server (moto) and Azure's emulator (Azurite), each with the client of its cloud."""

import base64
import os
import subprocess

import boto3
from azure.storage.blob import ContainerClient
from moto.server import ThreadedMotoServer

BUCKET = "invented-reports"


class S3:
    def __init__(self):
        self.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self.server.start()
        self.port = self.server.get_host_and_port()[1]
        self.url = f"s3://{BUCKET}"
        address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            "AWS_ACCESS_KEY_ID": "invented", "AWS_SECRET_ACCESS_KEY": "invented", "AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL": address,
            "AWS_ALLOW_HTTP": "true",
        }
        self.client = boto3.client(
            "s3", endpoint_url=address, aws_access_key_id="invented", aws_secret_access_key="invented", region_name="us-east-1"
        )
        self.client.create_bucket(Bucket=BUCKET)

    def stop(self):
        self.server.stop()

    def versions(self, prefix):
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix + "/")
        return {found["Key"]: found["ETag"] for page in pages for found in page.get("Contents", ())}

    def read(self, name):
        return self.client.get_object(Bucket=BUCKET, Key=name)["Body"].read()

    def objects(self, prefix):
        """Names below the prefix, and what they have."""
        return {name.removeprefix(prefix + "/"): self.read(name) for name in self.versions(prefix)}

    def parts(self, name):
        """In how many parts an object came."""
        tag = self.client.head_object(Bucket=BUCKET, Key=name)["ETag"].strip('"')
        return int(tag.rpartition("-")[2]) if "-" in tag else 1

    def uploads(self):
        """The uploads that were begun and not ended."""
        return self.client.list_multipart_uploads(Bucket=BUCKET).get("Uploads", [])


class Azure:
    ACCOUNT, KEY = "invented", base64.b64encode(b"an invented key").decode()

    def __init__(self, program):
        options = ["--blobPort", "0", "--inMemoryPersistence", "--silent", "--skipApiVersionCheck", "--disableTelemetry"]
        accounts = {"AZURITE_ACCOUNTS": f"{self.ACCOUNT}:{self.KEY}", "PATH": os.environ["PATH"]}
        self.process = subprocess.Popen([program, *options], stdout=subprocess.PIPE, text=True, env=accounts)
        listens = next(line for line in self.process.stdout if " listens on " in line)
        address = listens.split()[-1]
        self.url = f"az://{BUCKET}"
        self.environment = {
            "AZURE_STORAGE_USE_EMULATOR": "true", "AZURITE_BLOB_STORAGE_URL": address, "AZURE_STORAGE_ACCOUNT_NAME": self.ACCOUNT,
            "AZURE_STORAGE_ACCOUNT_KEY": self.KEY,
        }
        self.client = ContainerClient(f"{address}/{self.ACCOUNT}", BUCKET, credential=self.KEY)
        self.client.create_container()

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def versions(self, prefix):
        # Lists have the tags without their quotation marks.
        return {blob.name: f'"{blob.etag}"' for blob in self.client.list_blobs(name_starts_with=prefix + "/")}

    def read(self, name):
        return self.client.download_blob(name).readall()

    def objects(self, prefix):
        """Names below the prefix, and what they have."""
        return {name.removeprefix(prefix + "/"): self.read(name) for name in self.versions(prefix)}

    def parts(self, name):
        """In how many parts an object came."""
        committed, _ = self.client.get_blob_client(name).get_block_list("committed")
        return max(len(committed), 1)

    def uploads(self):
        """The uploads that were begun and not ended."""
        with_uncommitted = {blob.name for blob in self.client.list_blobs(include=["uncommittedblobs"])}
        return sorted(with_uncommitted - {blob.name for blob in self.client.list_blobs()})
