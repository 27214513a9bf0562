// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IAvatarchain} from "../src/IAvatarchain.sol";
import {Portrait} from "../src/Portrait.sol";
import {Registry} from "../src/Registry.sol";
import {Blocks} from "./Blocks.sol";
import {Headers} from "./Headers.sol";

/// A new registry for every test, whose issuer is the test, and the people who use it.
abstract contract RegistryCase is Blocks {
    bytes32 internal constant SPECIES = keccak256("species");
    address internal constant ALICE = address(0xA11CE);
    address internal constant BOB = address(0xB0B);

    Registry internal registry;

    function setUp() public virtual {
        registry = new Registry(SPECIES, Portrait(address(0)), "Tester");
    }

    /// Delivers what a mother expects, with the header of the block that draws it.
    function deliver(uint256 mother) internal returns (uint256 id) {
        (, uint256 draw) = registry.conceptionOf(mother);
        remember(draw);
        return registry.deliver(mother, Headers.header(draw));
    }

    /// Somebody who can hold avatars and is not the issuer.
    function isSomebody(address who) internal view {
        vm.assume(who != address(0) && who != address(this) && who != address(registry));
        vm.assume(who != address(vm));
    }

    function notTheIssuer(address who) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, who);
    }

    function notAllowed(address who, uint256 id) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IERC721Errors.ERC721InsufficientApproval.selector, who, id);
    }

    function notRegistered(uint256 id) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, id);
    }

    function alreadyRegistered(uint256 id, address holder) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAvatarchain.AlreadyRegistered.selector, id, holder);
    }
}
