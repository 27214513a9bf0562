// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";

/// @title The issuer: who registers founders, and with which key papers are signed.
/// @notice The issuer is the owner, who hands over in two steps and never just leaves. The key
/// signs outside the chain; its history is in the logs, where anyone can read which key was in
/// force at a birth.
abstract contract Issuer is Ownable2Step {
    /// @notice A registry without an issuer is an accident: hand it over instead.
    error RenounceRefused(address issuer);

    /// @notice This key was revoked, and that is for good.
    error KeyRevoked(bytes32 key);

    /// @notice From now on `key` signs papers (0: none does).
    event IssuerKey(bytes32 indexed key);

    /// @notice Papers signed with `key` are no longer to be believed. Where it was the key in
    /// force, none is now.
    event IssuerKeyRevoked(bytes32 indexed key);

    /// @notice The Ed25519 public key that signs papers; 0 where none does.
    bytes32 public issuerKey;

    /// @notice Whether a key was revoked.
    mapping(bytes32 key => bool) public isRevoked;

    constructor() Ownable(msg.sender) {}

    /// @notice Changes the key in force; older ones stay good for what they signed.
    /// @dev The issuer only. Errors: `OwnableUnauthorizedAccount`, `KeyRevoked`.
    function setIssuerKey(bytes32 key) external onlyOwner {
        if (isRevoked[key]) revert KeyRevoked(key);
        issuerKey = key;
        emit IssuerKey(key);
    }

    /// @notice Ends a key for good, whether it was ever in force or not.
    /// @dev The issuer only. Errors: `OwnableUnauthorizedAccount`, `KeyRevoked` the second time.
    function revokeIssuerKey(bytes32 key) external onlyOwner {
        if (isRevoked[key]) revert KeyRevoked(key);
        isRevoked[key] = true;
        if (issuerKey == key) issuerKey = 0;
        emit IssuerKeyRevoked(key);
    }

    /// @notice Always refused: the issuer hands over (`transferOwnership`, `acceptOwnership`).
    /// @dev Error: `RenounceRefused`.
    function renounceOwnership() public view override {
        revert RenounceRefused(owner());
    }
}
