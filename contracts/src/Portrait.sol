// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";
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
/// from 8 the kind of each locus; from 24 its second locus, where two are read as the two digits of
/// one number; from 40 the locus of each layer; then for each form the loci that it hides, two
/// bytes, and for each form of a colour two colours, six digits each. Then comes the directory,
/// eight bytes a fragment: its offset in the heap and its length, three bytes each, and how many
/// references stand before it, two. A reference is four bytes: the offset in the fragment where six
/// digits are written over, and the number of the colour: 2 · locus, one more for the shade.
/// Fragments are numbered: 1 name, 3 description, 4 creator, 5 license, 6 source, from 8 the names
/// of the loci, from 24 their titles, from 40 the names of the forms, then the drawings.
contract Portrait is Art {
    using DynamicBufferLib for DynamicBufferLib.DynamicBuffer;

    /// @dev What a genome shows, and where in the art things are.
    struct Look {
        /// @dev The art before its directory.
        bytes tables;
        uint256 layers;
        uint256 directory;
        uint256 heap;
        /// @dev The number of the first drawing among the fragments.
        uint256 drawings;
        /// @dev The loci that are not shown: bit i for locus i.
        uint256 hidden;
        /// @dev For each locus: how many forms it has, which of them shows, and the number of its
        /// first form among those of all loci.
        uint256[16] sizes;
        uint256[16] shown;
        uint256[16] first;
        /// @dev Where in the tables the colours stand, by their numbers.
        uint256[32] colours;
    }

    bytes private constant HEAD = '<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" '
        'viewBox="0 0 512 512" fill="none" fill-rule="evenodd" stroke-linecap="round" '
        'stroke-linejoin="round">';
    bytes private constant TAIL = "</svg>";

    uint256 private constant LAYERS = 6;
    uint256 private constant KINDS = 8;
    uint256 private constant SECONDS = 24;
    uint256 private constant LAYER_LOCI = 40;
    uint256 private constant HIDES_SIZE = 2;
    uint256 private constant COLOUR_SIZE = 6;
    uint256 private constant ENTRY_SIZE = 8;
    uint256 private constant REFERENCE_SIZE = 4;

    uint256 private constant NAME = 1;
    uint256 private constant DESCRIPTION = 3;
    uint256 private constant CREATOR = 4;
    uint256 private constant LICENSE = 5;
    uint256 private constant SOURCE = 6;
    uint256 private constant LOCUS_NAMES = 8;
    uint256 private constant TITLES = 24;
    uint256 private constant FORM_NAMES = 40;

    uint256 private constant COLOUR = 1;
    uint256 private constant SHAPE = 2;
    uint256 private constant NO_SECOND = 255;

    /// @param length_ Bytes of the art.
    constructor(uint64 length_) Art(length_) {}

    /// @notice The picture of a genome, registered or not: an SVG document without a newline.
    /// @dev Error: `NotSealed`.
    function svg(uint256 genome) external view returns (string memory) {
        return string(_svg(_look(genome)));
    }

    /// @notice What an avatar is, as a data URI of JSON: name, description, who made the species,
    /// image, genome, birth, and a trait for each locus that has forms.
    /// @dev Error: `NotSealed`.
    function tokenURI(
        uint256 id,
        uint256 genome,
        uint256 generation,
        uint256 mother,
        uint256 father
    ) external view returns (string memory) {
        Look memory look = _look(genome);
        bytes memory head = bytes.concat(
            '{"name":"', _told(look, NAME), " ", bytes(Description.short(id)), '",', _about(look)
        );
        bytes memory tail = bytes.concat(
            '",',
            bytes(Description.birth(genome, generation, mother, father)),
            ',"attributes":[',
            _traits(look),
            '{"display_type":"number","trait_type":"generation","value":',
            bytes(Strings.toString(generation)),
            "}]}"
        );
        return Description.uri(bytes.concat(head, '"image":"', _image(look), tail));
    }

    /// @notice What the species is (ERC-7572), as a data URI of JSON: name, description, who made
    /// it, and the picture of genome 0.
    /// @dev Error: `NotSealed`.
    function contractURI() external view returns (string memory) {
        Look memory look = _look(0);
        return Description.uri(
            bytes.concat(
                '{"name":"', _told(look, NAME), '",', _about(look), '"image":"', _image(look), '"}'
            )
        );
    }

    function _svg(Look memory look) private view returns (bytes memory) {
        bytes[] memory pieces = new bytes[](look.layers + 2);
        pieces[0] = HEAD;
        uint256 number = look.drawings;
        for (uint256 layer = 0; layer < look.layers; ++layer) {
            uint256 locus = _byte(look.tables, LAYER_LOCI + layer);
            if ((look.hidden >> locus) & 1 == 0) {
                pieces[layer + 1] = _fragment(look, number + look.shown[locus]);
            }
            number += look.sizes[locus];
        }
        pieces[look.layers + 1] = TAIL;
        return Bytes.concat(pieces);
    }

    /// @dev `"description":…,`, and the same for creator, license and source where they are given.
    function _about(Look memory look) private view returns (bytes memory) {
        return bytes.concat(
            '"description":"',
            _told(look, DESCRIPTION),
            '",',
            _member('"creator":"', _told(look, CREATOR)),
            _member('"license":"', _told(look, LICENSE)),
            _member('"source":"', _told(look, SOURCE))
        );
    }

    function _member(bytes memory key, bytes memory text) private pure returns (bytes memory) {
        return text.length == 0 ? text : bytes.concat(key, text, '",');
    }

    /// @dev `{"trait_type":…,"value":…},` for each locus that has forms.
    function _traits(Look memory look) private view returns (bytes memory) {
        DynamicBufferLib.DynamicBuffer memory json;
        for (uint256 locus = 0; locus < 16; ++locus) {
            if (look.sizes[locus] == 0) continue;
            bytes memory title = _told(look, TITLES + locus);
            if (title.length == 0) title = _told(look, LOCUS_NAMES + locus);
            json.p('{"trait_type":"', title, '","value":"');
            json.p(_told(look, FORM_NAMES + look.first[locus] + look.shown[locus]));
            json.p((look.hidden >> locus) & 1 != 0 ? bytes(' (hidden)"},') : bytes('"},'));
        }
        return json.data;
    }

    function _image(Look memory look) private view returns (bytes memory) {
        return bytes.concat("data:image/svg+xml;base64,", bytes(Base64.encode(_svg(look))));
    }

    /// @dev Reads the tables, and by them what a genome shows.
    function _look(uint256 genome) private view returns (Look memory look) {
        if (species == 0) revert NotSealed();
        bytes memory head = _read(0, LAYER_LOCI);
        look.layers = _byte(head, LAYERS);
        uint256 forms;
        uint256 hues;
        for (uint256 locus = 0; locus < 16; ++locus) {
            look.first[locus] = forms;
            uint256 kind = _byte(head, KINDS + locus);
            if (kind != COLOUR && kind != SHAPE) continue;
            uint256 second = _byte(head, SECONDS + locus);
            bool alone = second == NO_SECOND;
            uint256 allele = _allele(genome, locus);
            look.shown[locus] = alone ? allele : 16 * allele + _allele(genome, second);
            look.sizes[locus] = alone ? 16 : 256;
            forms += look.sizes[locus];
            if (kind == COLOUR) hues += look.sizes[locus];
        }
        uint256 hides = LAYER_LOCI + look.layers;
        uint256 colours = hides + HIDES_SIZE * forms;
        look.directory = colours + 2 * COLOUR_SIZE * hues;
        look.tables = _read(0, look.directory);
        for (uint256 locus = 0; locus < 16; ++locus) {
            if (look.sizes[locus] == 0) continue;
            uint256 form = look.first[locus] + look.shown[locus];
            look.hidden |= uint256(LibBytes.load(look.tables, hides + HIDES_SIZE * form)) >> 240;
            if (_byte(head, KINDS + locus) != COLOUR) continue;
            uint256 place = colours + 2 * COLOUR_SIZE * look.shown[locus];
            look.colours[2 * locus] = place;
            look.colours[2 * locus + 1] = place + COLOUR_SIZE;
            colours += 2 * COLOUR_SIZE * look.sizes[locus];
        }
        look.drawings = FORM_NAMES + forms;
        uint256 fragments = look.drawings;
        for (uint256 layer = 0; layer < look.layers; ++layer) {
            fragments += look.sizes[_byte(look.tables, LAYER_LOCI + layer)];
        }
        look.heap = look.directory + ENTRY_SIZE * fragments;
    }

    /// @dev A fragment, with the colours of the look where it refers to them.
    function _fragment(Look memory look, uint256 number) private view returns (bytes memory piece) {
        bytes memory entry = _read(look.directory + ENTRY_SIZE * number, ENTRY_SIZE);
        uint256 packed = uint256(LibBytes.load(entry, 0)) >> 192;
        uint256 start = REFERENCE_SIZE * (packed & 0xffff);
        piece = _read(look.heap + (packed >> 40), start + ((packed >> 16) & 0xffffff));
        for (uint256 i = 0; i < start; i += REFERENCE_SIZE) {
            uint256 mark = uint256(LibBytes.load(piece, i)) >> 224;
            uint256 colour = look.colours[mark & 0xff];
            Bytes.replace(piece, start + (mark >> 8), look.tables, colour, COLOUR_SIZE);
        }
        return Bytes.splice(piece, start);
    }

    /// @dev A fragment as it stands between the quotes of JSON.
    function _told(Look memory look, uint256 number) private view returns (bytes memory) {
        return bytes(Strings.escapeJSON(string(_fragment(look, number))));
    }

    function _byte(bytes memory data, uint256 place) private pure returns (uint256) {
        return uint8(data[place]);
    }

    /// @dev The expressed allele of a locus.
    function _allele(uint256 genome, uint256 locus) private pure returns (uint256) {
        return (genome >> (252 - 16 * locus)) & 15;
    }
}
