#!/usr/bin/env python3
"""Makes region.mmdb, a database of a few networks that exist for documentation only.

usage: make-region.py OUTPUT   (pip install mmdb_writer==0.2.7)
"""
import sys

from mmdb_writer import MMDBWriter
from netaddr import IPSet

writer = MMDBWriter(ip_version=6, ipv4_compatible=True, database_type="Greenroom-Test-Country", languages=["en"])
for network, record in {
    "192.0.2.0/24": {"country": {"iso_code": "CN"}},
    "198.51.100.0/24": {"registered_country": {"iso_code": "JP"}},
    "203.0.113.0/24": {"country": {"iso_code": "de"}},
    "2001:db8::/32": {"country": {"iso_code": "FR"}},
}.items():
    writer.insert_network(IPSet([network]), record)
writer.to_db_file(sys.argv[1])
