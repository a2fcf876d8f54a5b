"""Reads a bucket with the official SDKs and prints the SHA-256 of every object by its key, as JSON.

usage: buckets.py SDK ENDPOINT KEY SECRET BUCKET [write]
  SDK    boto3, oss2 or oss_v2; "make" makes the bucket of S3 instead, "keep" has it keep versions, and "versions" prints how
         many of each object it has
  write  puts objects there first, at once and in parts, and reads them in part, by a signed address, and not at all once
         they are deleted
"""

import hashlib
import io
import json
import os
import sys
import urllib.request


def s3(endpoint, key, secret):
    import boto3
    from botocore.config import Config

    return boto3.client(
        "s3", endpoint_url=endpoint, aws_access_key_id=key, aws_secret_access_key=secret, region_name="us-east-1",
        config=Config(s3={"addressing_style": "path"}, signature_version="s3v4"))


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


def oss_v2(endpoint, key, secret):
    import alibabacloud_oss_v2 as oss

    config = oss.config.load_default()
    config.credentials_provider = oss.credentials.StaticCredentialsProvider(key, secret)
    config.region = "cn-beijing"
    config.endpoint = endpoint
    config.use_path_style = True
    return oss.Client(config)


def with_oss_v2(endpoint, key, secret, bucket):
    import alibabacloud_oss_v2 as oss

    client = oss_v2(endpoint, key, secret)
    for page in client.list_objects_v2_paginator().iter_page(oss.ListObjectsV2Request(bucket=bucket)):
        for entry in page.contents or []:
            yield entry.key, client.get_object(oss.GetObjectRequest(bucket=bucket, key=entry.key)).body


SMALL, LARGE = os.urandom(70_000), os.urandom((11 << 20) + 17)
PART = 5 << 20


def write_boto3(endpoint, key, secret, bucket):
    from boto3.s3.transfer import TransferConfig

    client = s3(endpoint, key, secret)
    client.put_object(Bucket=bucket, Key="boto3/small é +", Body=SMALL, Metadata={"owner": "kim"})
    client.upload_fileobj(
        io.BytesIO(LARGE), bucket, "boto3/large", Config=TransferConfig(multipart_threshold=PART, multipart_chunksize=PART))
    client.put_object(Bucket=bucket, Key="boto3/gone", Body=b"")
    client.delete_object(Bucket=bucket, Key="boto3/gone")
    head = client.head_object(Bucket=bucket, Key="boto3/small é +")
    assert head["ContentLength"] == len(SMALL) and head["Metadata"] == {"owner": "kim"}, head
    part = client.get_object(Bucket=bucket, Key="boto3/large", Range="bytes=10-19")
    assert part["Body"].read() == LARGE[10:20] and part["ContentRange"] == f"bytes 10-19/{len(LARGE)}", part
    try:
        client.head_object(Bucket=bucket, Key="boto3/gone")
        raise AssertionError("a deleted object is still there")
    except client.exceptions.ClientError as error:
        assert error.response["Error"]["Code"] == "404", error
    yield client.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "boto3/small é +"}, ExpiresIn=60)


def write_oss2(endpoint, key, secret, bucket):
    import oss2

    auth = oss2.ProviderAuthV4(oss2.credentials.StaticCredentialsProvider(key, secret))
    opened = oss2.Bucket(auth, endpoint, bucket, region="cn-beijing", is_path_style=True)
    opened.put_object("oss2/small é +", SMALL, headers={"x-oss-meta-owner": "kim"})
    upload = opened.init_multipart_upload("oss2/large").upload_id
    parts = []
    for number, start in enumerate(range(0, len(LARGE), PART), 1):
        result = opened.upload_part("oss2/large", upload, number, LARGE[start:start + PART])
        parts.append(oss2.models.PartInfo(number, result.etag))
    assert len(list(oss2.PartIterator(opened, "oss2/large", upload))) == len(parts)
    opened.complete_multipart_upload("oss2/large", upload, parts)
    opened.put_object("oss2/gone", b"")
    opened.delete_object("oss2/gone")
    head = opened.head_object("oss2/small é +")
    assert head.content_length == len(SMALL) and head.headers["x-oss-meta-owner"] == "kim", head.headers
    assert opened.get_object("oss2/large", byte_range=(10, 19)).read() == LARGE[10:20]
    assert not opened.object_exists("oss2/gone")
    yield opened.sign_url("GET", "oss2/small é +", 60, slash_safe=True)


def write_oss_v2(endpoint, key, secret, bucket):
    import alibabacloud_oss_v2 as oss

    client = oss_v2(endpoint, key, secret)
    client.put_object(oss.PutObjectRequest(bucket=bucket, key="oss_v2/small é +", body=SMALL, metadata={"owner": "kim"}))
    upload = client.initiate_multipart_upload(
        oss.InitiateMultipartUploadRequest(bucket=bucket, key="oss_v2/large")).upload_id
    parts = []
    for number, start in enumerate(range(0, len(LARGE), PART), 1):
        result = client.upload_part(oss.UploadPartRequest(
            bucket=bucket, key="oss_v2/large", upload_id=upload, part_number=number, body=LARGE[start:start + PART]))
        parts.append(oss.UploadPart(part_number=number, etag=result.etag))
    client.complete_multipart_upload(oss.CompleteMultipartUploadRequest(
        bucket=bucket, key="oss_v2/large", upload_id=upload,
        complete_multipart_upload=oss.CompleteMultipartUpload(parts=parts)))
    client.put_object(oss.PutObjectRequest(bucket=bucket, key="oss_v2/gone", body=b""))
    client.delete_object(oss.DeleteObjectRequest(bucket=bucket, key="oss_v2/gone"))
    head = client.head_object(oss.HeadObjectRequest(bucket=bucket, key="oss_v2/small é +"))
    assert head.content_length == len(SMALL) and head.metadata["owner"] == "kim", head
    part = client.get_object(oss.GetObjectRequest(bucket=bucket, key="oss_v2/large", range_header="bytes=10-19"))
    assert part.body.content == LARGE[10:20]
    assert not client.is_object_exist(bucket, "oss_v2/gone")
    yield client.presign(oss.GetObjectRequest(bucket=bucket, key="oss_v2/small é +")).url


def main():
    sdk, endpoint, key, secret, bucket, *rest = sys.argv[1:]
    if sdk == "make":
        s3(endpoint, key, secret).create_bucket(Bucket=bucket)
        return
    if sdk == "keep":
        s3(endpoint, key, secret).put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        return
    if sdk == "versions":
        page = s3(endpoint, key, secret).list_object_versions(Bucket=bucket)
        keys = [entry["Key"] for entry in page.get("Versions", []) + page.get("DeleteMarkers", [])]
        print(json.dumps({name: str(keys.count(name)) for name in keys}))
        return
    if rest == ["write"]:
        write = {"boto3": write_boto3, "oss2": write_oss2, "oss_v2": write_oss_v2}[sdk]
        for address in write(endpoint, key, secret, bucket):
            assert urllib.request.urlopen(address).read() == SMALL, address
        sums = {f"{sdk}/{name}": hashlib.sha256(content).hexdigest() for name, content in
                (("small é +", SMALL), ("large", LARGE))}
        print(json.dumps(sums))
        return
    read = {"boto3": with_boto3, "oss2": with_oss2, "oss_v2": with_oss_v2}[sdk]
    sums = {}
    for name, body in read(endpoint, key, secret, bucket):
        sums[name] = hashlib.sha256(body.content if hasattr(body, "content") else body.read()).hexdigest()
    print(json.dumps(sums))


main()
