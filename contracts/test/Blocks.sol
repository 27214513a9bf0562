// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Headers} from "./Headers.sol";
import {Test} from "./Test.sol";

/// Blocks that pass, and have the hashes of their headers.
abstract contract Blocks is Test {
    address internal constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;
    /// The code that EIP-2935 gives, as anvil has it.
    bytes internal constant HISTORY_CODE = hex"3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257"
        hex"611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500";
    uint256 internal constant KEPT = 8191;

    /// The present block, kept here because the compiler takes block.number for constant.
    uint256 internal present;

    function pass(uint256 blocks) internal {
        present += blocks;
        vm.roll(present);
    }

    /// From now on the chain keeps EIP-2935's history.
    function keepHistory() internal {
        vm.etch(HISTORY, HISTORY_CODE);
    }

    /// Gives a block that is past the hash of its header; in the history too, where there is one.
    function remember(uint256 number) internal {
        remember(number, keccak256(Headers.header(number)));
    }

    function remember(uint256 number, bytes32 hash) internal {
        if (number >= present) return;
        if (present - number <= 256) vm.setBlockhash(number, hash);
        if (present - number <= KEPT) vm.store(HISTORY, bytes32(number % KEPT), hash);
    }
}
