"""Writes vectors.json: credentials and assertions as authenticators make them, with PyPI's fido2 and cryptography.

usage: python make.py > vectors.json          (needs fido2 2.2)
"""

import hashlib
import json
import sys

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from fido2.cose import ES256, RS256, EdDSA
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData,
)

rp = b"studio.example"
flag = AuthenticatorData.FLAG


def vector(name, key, cose, sign):
    credential = AttestedCredentialData.create(bytes(16), hashlib.sha256(name.encode()).digest(), cose)
    flags = flag.UP | flag.UV | flag.BE | flag.BS
    made = AuthenticatorData.create(hashlib.sha256(rp).digest(), flags | flag.AT, 7, credential)
    used = AuthenticatorData.create(
        hashlib.sha256(rp).digest(), flags | flag.ED, 8, b"", {"credProps": {"rk": True}})
    client = CollectedClientData.create(CollectedClientData.TYPE.GET, b"challenge", "https://studio.example")
    signature = sign(key, bytes(used) + client.hash)
    cose.verify(bytes(used) + client.hash, signature)  # by the library's own judgement
    return {
        "name": name,
        "credential_id": websafe_encode(credential.credential_id),
        "attestation_object": websafe_encode(bytes(AttestationObject.create("none", made, {}))),
        "authenticator_data": websafe_encode(bytes(used)),
        "client_data": websafe_encode(bytes(client)),
        "signature": websafe_encode(signature),
    }


p256, ed, rsa_key = ec.generate_private_key(ec.SECP256R1()), ed25519.Ed25519PrivateKey.generate(), rsa.generate_private_key(65537, 2048)
json.dump(
    [
        vector("ES256", p256, ES256.from_cryptography_key(p256.public_key()),
               lambda key, message: key.sign(message, ec.ECDSA(hashes.SHA256()))),
        vector("EdDSA", ed, EdDSA.from_cryptography_key(ed.public_key()), lambda key, message: key.sign(message)),
        vector("RS256", rsa_key, RS256.from_cryptography_key(rsa_key.public_key()),
               lambda key, message: key.sign(message, padding.PKCS1v15(), hashes.SHA256())),
    ],
    sys.stdout, indent=1)
