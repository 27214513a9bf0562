// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {DynamicBufferLib} from "solady/utils/DynamicBufferLib.sol";
import {LibBytes} from "solady/utils/LibBytes.sol";
import {Art} from "./Art.sol";
import {Base64} from "./Base64.sol";
import {Description} from "./Description.sol";

/// @title The portrait: what a genome of one species looks like, and what it is called.
/// @notice A picture is a concatenation of pieces of the sealed art, chosen by the genome: nothing
/// is drawn or decided here that the species does not say.
/// @dev The art begins with tables (docs/species.md has the map): at byte 6 the number of layers;
/// from 8 the kind of each locus; from 24 the locus of each layer; then, two bytes an allele, the
/// loci that it hides; then the directory, where each fragment is: offset and length, three bytes
/// each. The fragments are numbered: 0 name, 2 description, 3 fixed colours, from 4 the names of
/// the loci, from 20 those of the alleles, from 276 the styles of the alleles, from 532 the
/// drawings, 16 a layer.
contract Portrait is Art {
    using DynamicBufferLib for DynamicBufferLib.DynamicBuffer;

    /// @dev Tables and directory of the art, read once, and where in it things are.
    struct Tables {
        bytes data;
        uint256 layers;
        uint256 directory;
        uint256 heap;
    }

    bytes private constant HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" fill="none" '
        'fill-rule="evenodd" stroke-linecap="round" stroke-linejoin="round"><style>';
    bytes private constant STYLE_END = "</style>";
    bytes private constant TAIL = "</svg>";

    uint256 private constant LAYERS = 6;
    uint256 private constant KINDS = 8;
    uint256 private constant LAYER_LOCI = 24;
    uint256 private constant HIDES_SIZE = 512;
    uint256 private constant ENTRY_SIZE = 6;

    uint256 private constant NAME = 0;
    uint256 private constant DESCRIPTION = 2;
    uint256 private constant COLOURS = 3;
    uint256 private constant LOCUS_NAMES = 4;
    uint256 private constant ALLELE_NAMES = 20;
    uint256 private constant STYLES = 276;
    uint256 private constant DRAWINGS = 532;

    uint256 private constant SILENT = 0;
    uint256 private constant COLOUR = 1;

    /// @param rules_ keccak256 of the rules of the species.
    /// @param length_ Bytes of its art.
    constructor(bytes32 rules_, uint64 length_) Art(rules_, length_) {}

    /// @notice The picture of a genome, registered or not: an SVG document without a newline.
    /// @dev Error: `NotSealed`.
    function svg(uint256 genome) external view returns (string memory) {
        return string(_svg(_tables(), genome));
    }

    /// @notice What an avatar is, as a data URI of JSON: name, description, image, genome, birth,
    /// and a trait for each locus that is not silent.
    /// @dev Error: `NotSealed`.
    function tokenURI(
        uint256 id,
        uint256 genome,
        uint256 generation,
        uint256 mother,
        uint256 father
    ) external view returns (string memory) {
        Tables memory tables = _tables();
        bytes memory head = bytes.concat(
            '{"name":"',
            _told(tables, NAME),
            " ",
            bytes(Description.short(id)),
            '","description":"',
            _told(tables, DESCRIPTION),
            '","image":"'
        );
        bytes memory tail = bytes.concat(
            '",',
            bytes(Description.birth(genome, generation, mother, father)),
            ',"attributes":[',
            _traits(tables, genome),
            '{"display_type":"number","trait_type":"generation","value":',
            bytes(Strings.toString(generation)),
            "}]}"
        );
        return Description.uri(bytes.concat(head, _image(tables, genome), tail));
    }

    /// @notice What the species is (ERC-7572), as a data URI of JSON: name, description, and the
    /// picture of genome 0.
    /// @dev Error: `NotSealed`.
    function contractURI() external view returns (string memory) {
        Tables memory tables = _tables();
        return Description.uri(
            bytes.concat(
                '{"name":"',
                _told(tables, NAME),
                '","description":"',
                _told(tables, DESCRIPTION),
                '","image":"',
                _image(tables, 0),
                '"}'
            )
        );
    }

    function _svg(Tables memory tables, uint256 genome) private view returns (bytes memory) {
        DynamicBufferLib.DynamicBuffer memory picture;
        picture.p(HEAD);
        _fragment(picture, tables, COLOURS);
        uint256 hidden;
        for (uint256 locus = 0; locus < 16; ++locus) {
            uint256 form = _form(genome, locus);
            hidden |= _hides(tables, form);
            if (_byte(tables, KINDS + locus) == COLOUR) {
                _fragment(picture, tables, STYLES + form);
            }
        }
        picture.p(STYLE_END);
        for (uint256 layer = 0; layer < tables.layers; ++layer) {
            uint256 locus = _byte(tables, LAYER_LOCI + layer);
            if ((hidden >> locus) & 1 != 0) continue;
            _fragment(picture, tables, DRAWINGS + 16 * layer + _allele(genome, locus));
        }
        picture.p(TAIL);
        return picture.data;
    }

    /// @dev Adds `{"trait_type":…,"value":…},` for each locus that is not silent.
    function _traits(Tables memory tables, uint256 genome) private view returns (bytes memory) {
        DynamicBufferLib.DynamicBuffer memory json;
        uint256 hidden;
        for (uint256 locus = 0; locus < 16; ++locus) {
            hidden |= _hides(tables, _form(genome, locus));
        }
        for (uint256 locus = 0; locus < 16; ++locus) {
            if (_byte(tables, KINDS + locus) == SILENT) continue;
            json.p('{"trait_type":"', _told(tables, LOCUS_NAMES + locus), '","value":"');
            json.p(_told(tables, ALLELE_NAMES + _form(genome, locus)));
            json.p((hidden >> locus) & 1 != 0 ? bytes(' (hidden)"},') : bytes('"},'));
        }
        return json.data;
    }

    function _image(Tables memory tables, uint256 genome) private view returns (bytes memory) {
        return
            bytes.concat("data:image/svg+xml;base64,", bytes(Base64.encode(_svg(tables, genome))));
    }

    function _tables() private view returns (Tables memory tables) {
        if (species == 0) revert NotSealed();
        tables.layers = uint8(_read(LAYERS, 1)[0]);
        tables.directory = LAYER_LOCI + tables.layers + HIDES_SIZE;
        tables.heap = tables.directory + ENTRY_SIZE * (DRAWINGS + 16 * tables.layers);
        tables.data = _read(0, tables.heap);
    }

    /// @dev Adds a fragment to what `buffer` holds.
    function _fragment(
        DynamicBufferLib.DynamicBuffer memory buffer,
        Tables memory tables,
        uint256 number
    ) private view {
        uint256 entry = uint256(LibBytes.load(tables.data, tables.directory + ENTRY_SIZE * number))
        >> 208;
        _append(buffer, tables.heap + (entry >> 24), entry & 0xffffff);
    }

    /// @dev A fragment as it stands between the quotes of JSON.
    function _told(Tables memory tables, uint256 number) private view returns (bytes memory) {
        DynamicBufferLib.DynamicBuffer memory text;
        _fragment(text, tables, number);
        return bytes(Strings.escapeJSON(string(text.data)));
    }

    /// @dev The loci that a form hides: bit i for locus i.
    function _hides(Tables memory tables, uint256 form) private pure returns (uint256) {
        return uint256(LibBytes.load(tables.data, LAYER_LOCI + tables.layers + 2 * form)) >> 240;
    }

    function _byte(Tables memory tables, uint256 place) private pure returns (uint256) {
        return uint8(tables.data[place]);
    }

    /// @dev The expressed allele of a locus.
    function _allele(uint256 genome, uint256 locus) private pure returns (uint256) {
        return (genome >> (252 - 16 * locus)) & 15;
    }

    /// @dev The same, counted through all loci: 0 … 255.
    function _form(uint256 genome, uint256 locus) private pure returns (uint256) {
        return 16 * locus + _allele(genome, locus);
    }
}
