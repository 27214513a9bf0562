// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {Context} from "@openzeppelin/contracts/utils/Context.sol";
import {IAvatarchain} from "./IAvatarchain.sol";

/// @dev What the issuer has promised and given up. It stands before `Ownable2Step`, and knows
/// `Context`, so that the compiler lays it into the owner's slot, which every registration reads.
abstract contract IssuersWord is Context {
    bool internal _closed;
    uint64 internal _foundings;
}

/// @title The issuer: who registers founders, and with which key papers are signed.
/// @notice The issuer is the owner, who hands over in two steps and never just leaves. The key
/// signs outside the chain; its history is in the logs, where anyone can read which key was in
/// force at a birth.
abstract contract Issuer is IssuersWord, Ownable2Step, IAvatarchain {
    /// @inheritdoc IAvatarchain
    bytes32 public issuerKey;

    /// @inheritdoc IAvatarchain
    mapping(bytes32 key => bool) public isRevoked;

    /// @dev The issuer, as long as issuance is open.
    modifier whileOpen() {
        _checkOwner();
        if (_closed) revert IssuanceIsClosed();
        _;
    }

    constructor() Ownable(msg.sender) {}

    /// @inheritdoc IAvatarchain
    function closeIssuance() external whileOpen {
        _closed = true;
        emit IssuanceClosed();
    }

    /// @inheritdoc IAvatarchain
    function setIssuerKey(bytes32 key) external onlyOwner {
        if (isRevoked[key]) revert KeyRevoked(key);
        issuerKey = key;
        emit IssuerKey(key);
    }

    /// @inheritdoc IAvatarchain
    function revokeIssuerKey(bytes32 key) external onlyOwner {
        if (key == 0) revert NoKey();
        if (isRevoked[key]) revert KeyRevoked(key);
        isRevoked[key] = true;
        if (issuerKey == key) issuerKey = 0;
        emit IssuerKeyRevoked(key);
    }

    /// @inheritdoc IAvatarchain
    function issuanceClosed() external view returns (bool) {
        return _closed;
    }

    /// @notice Always refused: the issuer hands over (`transferOwnership`, `acceptOwnership`).
    /// @dev Error: `RenounceRefused`.
    function renounceOwnership() public view override {
        revert RenounceRefused(owner());
    }
}
