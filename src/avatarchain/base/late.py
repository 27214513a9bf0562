"""Delay the loading of slow modules that py-evm and eth-account import but seldom call.

py-evm and eth-account import `py_ecc`, which takes half a second to load. Only contracts that call
the precompiles of the curves BN254 and BLS12-381, and keystores of validators, need it. Others are
slow too: the module that opens keystores, pydantic, and a second package for hashes. So `register`
puts a light module into `sys.modules` for each of them, with the names that others import from it.
The first call of such a name loads the real module, which then answers.
"""

import importlib
import sys
import threading
from collections.abc import Mapping
from functools import partial
from importlib.util import find_spec
from types import ModuleType
from typing import Any, Literal

# The order of the group of BLS12-381, a published number.
ORDER = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001

_BLS = (
    "bls12_g1_add bls12_g1_msm bls12_g2_add bls12_g2_msm bls12_map_fp2_to_g2 bls12_map_fp_to_g1 "
    "bls12_pairing_check"
)
CALLED: Mapping[str, str] = {
    "eth.precompiles.ecadd": "ecadd",
    "eth.precompiles.ecmul": "ecmul",
    "eth.precompiles.ecpairing": "ecpairing",
    "eth.precompiles.bls12_381": _BLS,
    "eth.consensus.ethash": "get_dataset_full_size hashimoto_light mkcache",
    "eth_keyfile.keyfile": (
        "create_keyfile_json decode_keyfile_json extract_key_from_keyfile load_keyfile"
    ),
    "py_ecc.bls": "G2ProofOfPossession",
}
"""Module → the functions that others import from it, separated by blanks."""

KNOWN: Mapping[str, Mapping[str, object]] = {
    "eth_keyfile.keyfile": {"KDFType": Literal["pbkdf2", "scrypt"]},
    "py_ecc.bls12_381": {"curve_order": ORDER},
}
"""Module → the constants that others import from it, with their values."""

CLASSES: Mapping[str, str] = {"eth_utils.pydantic": "CamelModel"}
"""Module → the class that others import from it, as a base class and in annotations."""

_turn = threading.RLock()


def register() -> None:
    """Put the light modules into `sys.modules`, except where the real one is loaded already."""
    for name in dict.fromkeys((*CALLED, *KNOWN, *CLASSES)):
        if name not in sys.modules:
            sys.modules[name] = _Light(name)


class _Light(ModuleType):
    """Replaces a module until it is needed; a name that is not listed loads the real module."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__dict__.update({word: _Late(name, word) for word in CALLED.get(name, "").split()})
        self.__dict__.update(KNOWN.get(name, {}))
        self.__dict__.update(
            {word: _LateClass(name, word) for word in CLASSES.get(name, "").split()}
        )

    def __getattr__(self, name: str) -> Any:
        if name == "__path__":  # asked by an import of one of its parts
            with _turn:
                return _search(self.__name__)
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(_real(self.__name__), name)


class _Late:
    """Replaces a function of a module until it is called.

    A call with nothing but `gas_cost…` arguments returns a partial of it, without loading the
    module: py-evm sets the prices of its precompiles in this way.
    """

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        if not arguments and all(option.startswith("gas_cost") for option in options):
            return partial(self, **options)
        return getattr(_real(self._module), self._name)(*arguments, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(getattr(_real(self._module), self._name), name)


class _LateClass(_Late):
    """Replaces a class; a class that derives from it derives from the real one."""

    def __mro_entries__(self, _: tuple[Any, ...]) -> tuple[Any, ...]:
        return (self._class(),)

    def __instancecheck__(self, thing: object) -> bool:
        # Before the real module is loaded nothing is of its class.
        loaded = not isinstance(sys.modules[self._module], _Light)
        return loaded and isinstance(thing, self._class())

    def __or__(self, _: object) -> Any:
        return Any

    __ror__ = __or__

    def _class(self) -> Any:
        return getattr(_real(self._module), self._name)


def _real(name: str) -> ModuleType:
    """The real module, loaded, that a light one replaces."""
    with _turn:
        if isinstance(sys.modules.get(name), _Light) or name not in sys.modules:
            _remove(name)
        return _imported(name)


def _search(name: str) -> Any:
    """The folders in which the submodules of a package are searched."""
    light = sys.modules.pop(name, None)
    try:
        spec = find_spec(name)
    finally:
        if light is not None:
            sys.modules[name] = light
    if spec is None or spec.submodule_search_locations is None:
        raise AttributeError("__path__")
    return spec.submodule_search_locations


def _remove(name: str) -> None:
    """Remove a light module from `sys.modules`, and those of py_ecc if the real one needs them."""
    pairings = [*CALLED, *KNOWN] if name.startswith(("eth.precompiles", "py_ecc")) else []
    for module in (name, *(other for other in pairings if other.startswith("py_ecc"))):
        if isinstance(sys.modules.get(module), _Light):
            del sys.modules[module]


def _imported(name: str) -> ModuleType:
    """Import a module; its package's attribute of that name stays as it was."""
    above, _, own = name.rpartition(".")
    package = importlib.import_module(above)
    before = vars(package).get(own)
    module = importlib.import_module(name)
    if before is not None:
        setattr(package, own, before)
    return module
