"""The modules that stand for the mathematics of pairings until somebody calls it."""

import subprocess
import sys
from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount

from avatarchain.base.late import CALLED, CLASSES, KNOWN
from avatarchain.chain import connect

FIELD = 0x30644E72E131A029B85045B68181585D97816A916871CA8D3C208C16D87CFD47
ORDER = 0x30644E72E131A029B85045B68181585D2833E84879B9709143E1F593F0000001


def word(*numbers: int) -> str:
    return "".join(f"{number:064x}" for number in numbers)


# Inputs with an answer that is known, of EIP-196 and EIP-197 and of EIP-2537: infinity is zeros.
CALLS = {
    6: (word(1, 2, 1, FIELD - 2), word(0, 0)),
    7: (word(1, 2, ORDER), word(0, 0)),
    8: ("", word(1)),
    0x0B: ("00" * 256, "00" * 128),
    0x0C: ("00" * 160, "00" * 128),
    0x0D: ("00" * 512, "00" * 256),
    0x0E: ("00" * 288, "00" * 256),
    0x0F: ("00" * 384, word(1)),
}


@pytest.mark.parametrize("number", CALLS)
def test_a_precompile_answers_when_it_is_called(
    folder: Path, development_key: LocalAccount, number: int
) -> None:
    data, answer = CALLS[number]
    with connect("evm+sqlite://", folder=folder) as chain:
        assert chain.call(f"0x{number:040x}", bytes.fromhex(data)).hex() == answer


SCRIPT = """
import sys
from avatarchain.chain import connect, embedded
from pathlib import Path
assert "pydantic" not in sys.modules and "Crypto" not in sys.modules
from eth_utils.pydantic import CamelModel
from eth_utils import apply_formatters_to_dict
assert apply_formatters_to_dict({"a": str}, {"a": 1}) == {"a": "1"}
assert "pydantic" not in sys.modules
from eth_account import Account
from eth_account.datastructures import SignedSetCodeAuthorization
from pydantic import BaseModel
assert issubclass(SignedSetCodeAuthorization, BaseModel)
class Derived(CamelModel):
    some_field: int
assert isinstance(Derived(some_field=1), CamelModel) and not isinstance(1, CamelModel)
assert Derived(some_field=1).model_dump(by_alias=True) == {"someField": 1}
told = apply_formatters_to_dict({"someField": str}, Derived(some_field=1))
assert told == {"someField": "1"}
heavy = lambda: sorted(name for name in sys.modules if name.startswith("py_ecc.optimized"))
assert heavy() == [], heavy()
assert "Crypto.Cipher.AES" not in sys.modules
sealed = Account.encrypt(bytes(31) + b"\\1", "secret", kdf="pbkdf2", iterations=2)
assert bytes(Account.decrypt(sealed, "secret")) == bytes(31) + b"\\1"
assert "Crypto.Cipher.AES" in sys.modules and heavy() == [], heavy()
with connect("evm+sqlite://", folder=Path(sys.argv[1])) as chain:
    chain.mine()
    assert heavy() == [], heavy()
    for number, data, answer in CALLS:
        assert chain.call(f"0x{number:040x}", bytes.fromhex(data)).hex() == answer, number
    assert heavy()
    for number in (0x10, 0x11):  # maps of field elements to curves; zeros are elements
        assert len(chain.call(f"0x{number:040x}", bytes(64 if number == 0x10 else 128)))
from eth import precompiles
assert callable(precompiles.ecadd) and callable(precompiles.bls12_pairing_check)
import eth_keyfile.keyfile as keyfile, py_ecc.bls12_381
assert keyfile.curve_order == py_ecc.bls12_381.curve_order
assert keyfile.bls.SkToPk(1) == __import__("py_ecc.bls").bls.G2ProofOfPossession.SkToPk(1)
from py_ecc.bls.hash_to_curve import map_to_curve_G1
from py_ecc.bls import G2Basic
"""


def test_pairings_are_loaded_by_the_first_call_and_not_before(folder: Path) -> None:
    calls = [(number, data, answer) for number, (data, answer) in CALLS.items()]
    done = subprocess.run(
        [sys.executable, "-c", f"CALLS = {calls!r}\n{SCRIPT}", str(folder)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_every_name_that_is_stood_for_is_the_real_modules() -> None:
    code = (
        "import typing\nfrom importlib import import_module\n"
        f"for name, words in {dict(CALLED)!r}.items():\n"
        "    assert all(hasattr(import_module(name), word) for word in words.split()), name\n"
        f"for name, word in {dict(CLASSES)!r}.items():\n"
        "    assert isinstance(getattr(import_module(name), word), type)\n"
        f"for name, known in {dict(KNOWN)!r}.items():\n"
        "    for word, value in known.items():\n"
        "        assert getattr(import_module(name), word) == value\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
