// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Portrait} from "../src/Portrait.sol";
import {Registry} from "../src/Registry.sol";
import {Test} from "./Test.sol";

/// A new registry for every test, whose issuer is the test, and the people who use it.
abstract contract RegistryCase is Test {
    bytes32 internal constant SPECIES = keccak256("species");
    address internal constant ALICE = address(0xA11CE);
    address internal constant BOB = address(0xB0B);

    Registry internal registry;

    function setUp() public virtual {
        registry = new Registry(SPECIES, Portrait(address(0)));
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
        return abi.encodeWithSelector(Registry.AlreadyRegistered.selector, id, holder);
    }
}
