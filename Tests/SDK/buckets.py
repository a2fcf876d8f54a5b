"""Reads a bucket with the official SDKs and prints the SHA-256 of every object by its key, as JSON.

usage: buckets.py SDK ENDPOINT KEY SECRET BUCKET
  SDK  boto3, oss2 or oss_v2; "make" makes the bucket of S3 instead
"""

import hashlib
import json
import sys


def s3(endpoint, key, secret):
    import boto3
    from botocore.config import Config

    return boto3.client(
        "s3", endpoint_url=endpoint, aws_access_key_id=key, aws_secret_access_key=secret, region_name="us-east-1",
        config=Config(s3={"addressing_style": "path"}))


def with_boto3(endpoint, key, secret, bucket):
    client = s3(endpoint, key, secret)
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for entry in page.get("Contents", []):
            yield entry["Key"], client.get_object(Bucket=bucket, Key=entry["Key"])["Body"]


def with_oss2(endpoint, key, secret, bucket):
    import oss2

    auth = oss2.ProviderAuthV4(oss2.credentials.StaticCredentialsProvider(key, secret))
    opened = oss2.Bucket(auth, endpoint, bucket, region="cn-beijing", is_path_style=True)
    for entry in oss2.ObjectIteratorV2(opened):
        yield entry.key, opened.get_object(entry.key)


def with_oss_v2(endpoint, key, secret, bucket):
    import alibabacloud_oss_v2 as oss

    config = oss.config.load_default()
    config.credentials_provider = oss.credentials.StaticCredentialsProvider(key, secret)
    config.region = "cn-beijing"
    config.endpoint = endpoint
    config.use_path_style = True
    client = oss.Client(config)
    for page in client.list_objects_v2_paginator().iter_page(oss.ListObjectsV2Request(bucket=bucket)):
        for entry in page.contents or []:
            yield entry.key, client.get_object(oss.GetObjectRequest(bucket=bucket, key=entry.key)).body


def main():
    sdk, endpoint, key, secret, bucket = sys.argv[1:]
    if sdk == "make":
        s3(endpoint, key, secret).create_bucket(Bucket=bucket)
        return
    read = {"boto3": with_boto3, "oss2": with_oss2, "oss_v2": with_oss_v2}[sdk]
    sums = {}
    for name, body in read(endpoint, key, secret, bucket):
        sums[name] = hashlib.sha256(body.content if hasattr(body, "content") else body.read()).hexdigest()
    print(json.dumps(sums))


main()
