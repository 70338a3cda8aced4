"""The signature of a backup: made of its manifest, which has a hash of all the rest, with the key of the office.

The key is Ed25519's; ``signing.key`` holds its 32 bytes in hex. People compare a key by its print.
"""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

KEY = "signing.key"
NAME = "manifest.sig"  # in the backup: the public key and the signature, hex
LENGTH = 200  # bytes of it at most
_OF_MANIFEST = b"luoshi backup manifest\n"  # so that no signature of another use is one of this


def load_private_key(key: str) -> Ed25519PrivateKey:
    """A key as the key file has it.

    Raises:
        ValueError: it is none.
    """
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key))


def print_of_key(key: str) -> str:
    """The print by which people compare a key of the key file."""
    return _print(_public(load_private_key(key)))


def sign_manifest(key: str, manifest: bytes) -> bytes:
    """What stands in the backup beside its manifest."""
    signing = load_private_key(key)
    return f"{_public(signing).hex()} {signing.sign(_OF_MANIFEST + manifest).hex()}\n".encode()


def print_of_signer(signature: bytes, manifest: bytes) -> str:
    """The print of the key that signed this manifest.

    Raises:
        ValueError: nobody signed it with what stands there.
    """
    public, _blank, signed = signature.decode("ascii").strip().partition(" ")
    key = bytes.fromhex(public)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(bytes.fromhex(signed), _OF_MANIFEST + manifest)
    except InvalidSignature:
        raise ValueError("signature") from None
    return _print(key)


def _public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _print(public: bytes) -> str:
    digits = hashlib.sha256(public).hexdigest()[:32]
    return " ".join(digits[start : start + 4] for start in range(0, 32, 4))
