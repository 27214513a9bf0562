// Verify without a server: what a file says of itself, up to its signature. No chain is asked.
"use strict";

(() => {
  const { AvatarchainError, identity, svg, toHex } = genetics;
  const { element } = gallery;
  const ENDINGS = { png: ".png", svg: ".svg", papers: ".json" };
  const SMALLEST = 64, LARGEST = 4096; // pixels of a portrait's side
  // How far a browser's painting may be from ours: mean of the channels, and share of pixels off by
  // more than 48. docs/portrait.md has half of it; no browser is held to that.
  const FAR = 48, MEAN = 8, SHARE = 0.02;
  const HERE = "not asked: this page asks no chain. avatarchain verify asks it";

  const refused = (reason) => new AvatarchainError("NotAPicture", reason);

  // Models, and drawings that move, are made again to be judged, and this page makes none.
  function isMade(bytes, name) {
    if (String.fromCharCode(...bytes.subarray(0, 4)) === "glTF") return true;
    try {
      const { papers: said } = papers.openPicture(bytes, name);
      return Boolean(said && papers.readCanonical(said).model);
    } catch {
      return false; // papers of no form at all
    }
  }

  // The file, opened in the one way in which it may be read.
  async function open(file) {
    if (file.size > papers.MAX_FILE) throw refused(`${file.name} is larger than ${papers.MAX_FILE >> 20} MiB`);
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (isMade(bytes, file.name)) {
      throw new Error(`${file.name} is a model, or a drawing that moves, which this page cannot judge: avatarchain verify can.`);
    }
    const picture = papers.openPicture(bytes, file.name);
    if (!file.name.toLowerCase().endsWith(ENDINGS[picture.kind])) {
      throw refused(`the name of ${file.name} does not end in ${ENDINGS[picture.kind]}, which is in it`);
    }
    const pixels = picture.kind === "png" ? await papers.pixelsOf(bytes, file.name) : null;
    if (!picture.papers) throw refused("the file carries no papers, so nobody vouches for it");
    const said = papers.parsePapers(picture.papers), isSeen = pixels ? await isShown(file, pixels) : true;
    if (isSeen === false) throw refused("this browser shows another picture than the pixels in the file: it can be read in two ways");
    return { picture, pixels, said, isSeen };
  }

  // Whether this browser shows a PNG with the pixels that were read here: decoders stop at different
  // things, and what one shows whole may be half for another. Null if it hides what stands on a canvas.
  async function isShown(file, { mode, width, height, data }) {
    const read = new ImageData(width, height), step = mode.length;
    for (let n = 0; n < width * height; n++) {
      for (let k = 0; k < 4; k++) read.data[4 * n + k] = k < step ? data[step * n + k] : 255;
    }
    const pen = element("canvas", { width, height }).getContext("2d", { willReadFrequently: true });
    const isRead = () => pen.getImageData(0, 0, width, height).data.every((channel, n) => channel === read.data[n]);
    pen.putImageData(read, 0, 0);
    if (!isRead()) return null;
    pen.clearRect(0, 0, width, height);
    const image = new Image(), place = URL.createObjectURL(file);
    image.src = place;
    try {
      await image.decode();
    } catch {
      return false;
    } finally {
      URL.revokeObjectURL(place);
    }
    pen.drawImage(image, 0, 0);
    return image.naturalWidth === width && image.naturalHeight === height && isRead();
  }

  const address = (text) => "data:image/svg+xml," + encodeURIComponent(text);

  // The pixels of an SVG as this browser paints it; null if it hides what stands on a canvas.
  async function painted(text, side) {
    const image = new Image();
    image.src = address(text);
    await image.decode();
    const pen = element("canvas", { width: side, height: side }).getContext("2d", { willReadFrequently: true });
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, side, side);
    if (pen.getImageData(0, 0, 8, 8).data.some((channel) => channel !== 255)) return null;
    pen.drawImage(image, 0, 0, side, side);
    return pen.getImageData(0, 0, side, side).data;
  }

  // Whether the pixels (RGB) look like the painting (RGBA).
  function alike(pixels, painting) {
    const count = painting.length / 4;
    let sum = 0, far = 0;
    for (let n = 0; n < count; n++) {
      const off = [0, 1, 2].map((k) => Math.abs(pixels[3 * n + k] - painting[4 * n + k]));
      sum += off[0] + off[1] + off[2];
      if (Math.max(...off) > FAR) far += 1;
    }
    return sum / (3 * count) <= MEAN && far / count <= SHARE;
  }

  // Whether the pixels are those of the papers: the answer, and why.
  function ownPixels({ mode, width, height, data }, said) {
    if (!said.pixels || !said.painter) return [false, "the papers say nothing of pixels, or not what painted them"];
    const own = papers.pixelDigest({ mode, width, height, data });
    if (Object.keys(own).some((key) => own[key] !== said.pixels[key])) {
      return [false, "pixels were changed since the papers were written"];
    }
    return [true, `${width} × ${height} pixels, none changed since the papers were written`];
  }

  // Whether the picture shows the genome: true, false, or null where this page cannot tell; and why.
  async function shown({ picture, pixels, said }, text) {
    if (papers.digest(text) !== said.svg) return [false, "the papers' SVG is not what the genome expresses"];
    if (!pixels && (said.pixels || said.painter)) return [false, "the papers speak of pixels, and the file has none"];
    if (picture.kind === "papers") return [true, "no picture here; the papers' SVG is what the genome expresses"];
    if (picture.kind === "svg") {
      return picture.svg === text ? [true, "is what the genome expresses, to the letter"] : [false, "the drawing is not what the genome expresses"];
    }
    const { mode, width, height, data } = pixels;
    if (mode !== "RGB" || width !== height || width < SMALLEST || width > LARGEST) {
      return [false, `${width} × ${height} pixels are no portrait`];
    }
    const painting = await painted(text, width);
    if (painting && !alike(data, painting)) return [false, "the picture is not what the genome expresses"];
    return [null, "cannot tell for small parts: beside it is what the genome expresses. "
      + (painting ? "The two look alike" : "Compare the two") + ", but browsers paint a little differently: avatarchain verify compares each pixel"];
  }

  function signed(said) {
    if (said.issuer === null && said.signature === null) return [null, "the papers are not signed"];
    return papers.isSigned(said) ? [true, `good, by ${said.issuer}`] : [false, "the signature is not by the issuer whom the papers name"];
  }

  function verdict(checks) {
    if (checks.some(({ ok }) => ok === false)) return "NOT what it says it is";
    return checks.find(({ name }) => name === "signature").ok ? "Unchanged since it was signed" : "Consistent, and signed by nobody";
  }

  // The report that verify.js shows.
  gallery.examine = async (file) => {
    const checks = [], say = (name, [ok, detail]) => checks.push({ name, ok, detail });
    let opened;
    try {
      opened = await open(file);
    } catch (error) {
      if (!(error instanceof AvatarchainError)) throw error;
      say("papers", [false, error.message]);
      return { ok: false, verdict: "NOT a picture with papers", checks };
    }
    const { pixels, said, isSeen } = opened, genome = BigInt(said.genome);
    const kind = gallery.kinds.find(({ species }) => species.id === said.species);
    const text = kind && svg(kind.species, genome);
    const spelled = `version ${said.version}, in canonical spelling`;
    say("papers", isSeen ? [true, pixels ? `${spelled}; this browser shows the pixels that were read` : spelled]
      : [null, `${spelled}; but this browser hides what it paints, so whether it shows the pixels that were read it does not tell`]);
    say("identity", toHex(identity(said.species, genome)) === said.identity
      ? [true, `species and genome give ${said.identity}`] : [false, "species and genome give another identity than the papers say"]);
    if (pixels) say("pixels", ownPixels(pixels, said));
    say("picture", kind ? await shown(opened, text)
      : [null, `not asked: this page has ${gallery.kinds.map(({ species }) => species.name).join(" and ")}, and the papers name another species`]);
    say("signature", signed(said));
    const other = said.caip19 !== null && toHex(genetics.parseCaip19(said.caip19).identity) !== said.identity;
    say("registry", other ? [false, "the papers name the token of another avatar"] : [null, `${HERE}. The papers name ${said.caip19 || "no token"}`]);
    for (const name of ["key", "token", "origin"]) say(name, [null, HERE]);
    const ok = checks.every((check) => check.ok !== false);
    return { ok, verdict: verdict(checks), checks, identity: said.identity,
      shows: ok ? "Whether such an avatar is registered, and whether the key is that of somebody you trust, no page without a chain can tell: anybody can sign papers with a key of their own." : null,
      drawn: text ? element("img", { src: address(text), alt: "what the genome expresses", width: 160, height: 160 }) : null };
  };
})();
