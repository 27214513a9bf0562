// Turn it: the model of an avatar in place of its face, turned by pointer, finger and keys. The front
// of it is the portrait, before the same background.
"use strict";

(() => {
  const { element, button, name } = gallery;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const STEP = 15, UP = 30, DOWN = -15; // degrees: of a key, and how far it leans
  const RATE = 11; // how fast it comes round, of the way that is left in a second

  const VERTEX = `#version 300 es
in vec3 place; in vec3 facing; in vec2 spot;
uniform mat3 turn;
out vec2 at; out vec3 normal;
void main() {
  vec3 p = turn * (place - vec3(0, .256, 0));
  gl_Position = vec4(p.xy / .256, -p.z, 1);
  at = spot; normal = turn * facing;
}`;
  const FRAGMENT = `#version 300 es
precision highp float;
in vec2 at; in vec3 normal;
uniform sampler2D palette;
out vec4 colour;
void main() {
  float light = dot(normalize(normal), vec3(-.45, .6, .66));
  colour = vec4(texture(palette, at).rgb * (.86 + .14 * smoothstep(-.5, .8, light)), 1);
}`;

  function program(gl) {
    const made = gl.createProgram();
    for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, text);
      gl.compileShader(shader);
      gl.attachShader(made, shader);
    }
    gl.linkProgram(made);
    if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error("This browser cannot draw models.");
    gl.useProgram(made);
    return made;
  }

  // What is drawn on a canvas: a function of the turn in degrees, the clip and its moment.
  async function painter(canvas, model) {
    const gl = canvas.getContext("webgl2", { antialias: true });
    if (!gl) throw new Error("This browser cannot draw models: WebGL is off, or too old.");
    const palette = await createImageBitmap(model.palette, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
    const made = program(gl), turn = gl.getUniformLocation(made, "turn");
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB, gl.RGB, gl.UNSIGNED_BYTE, palette);
    for (const side of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, side, gl.NEAREST);
    gl.enable(gl.DEPTH_TEST);
    gl.enable(gl.CULL_FACE); // the line round a body is one that is inside out
    const bodies = gallery.poseModel(model).map((mesh) => body(gl, made, mesh));
    return ({ across, up }, clip, seconds) => {
      const wide = Math.max(1, Math.round(canvas.clientWidth * 2)); // two pixels for one, for smooth lines
      if (canvas.width !== wide) canvas.width = canvas.height = wide;
      gl.viewport(0, 0, wide, wide);
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
      gl.uniformMatrix3fv(turn, true, turned(across, up));
      gallery.poseModel(model, clip, seconds);
      for (const paint of bodies) paint();
    };
  }

  // A mesh on the graphics card; what is returned sends its pose there, and draws it.
  function body(gl, made, mesh) {
    const array = gl.createVertexArray();
    gl.bindVertexArray(array);
    const sends = [["place", 3, () => mesh.placed], ["facing", 3, () => mesh.facing], ["spot", 2, () => mesh.spots]].map(([input, columns, values]) => {
      const buffer = gl.createBuffer(), place = gl.getAttribLocation(made, input);
      const send = () => {
        gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
        gl.bufferData(gl.ARRAY_BUFFER, values(), gl.DYNAMIC_DRAW);
      };
      send();
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, columns, gl.FLOAT, false, 0, 0);
      return send;
    });
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, mesh.faces, gl.STATIC_DRAW);
    return () => {
      gl.bindVertexArray(array);
      for (const send of sends.slice(0, 2)) send();
      gl.drawElements(gl.TRIANGLES, mesh.faces.length, gl.UNSIGNED_INT, 0);
    };
  }

  // The rows of a matrix that turns about the upright, and then leans.
  function turned(across, up) {
    const [a, b] = [across, up].map((degrees) => degrees * Math.PI / 180);
    const [ca, sa, cb, sb] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b)];
    return [ca, 0, sa, sb * sa, cb, -sb * ca, -cb * sa, sb, cb * ca];
  }

  // What is before the eyes at a turn, in words for who hears the page.
  function seen({ across, up }) {
    const side = across > 0 ? "right" : "left", away = Math.abs(across);
    const words = away < 8 ? "the front" : away < 68 ? `the front and its ${side} side` : away < 113 ? `its ${side} side`
      : away < 173 ? `the back and its ${side} side` : "the back";
    return words + (up > 4 ? ", from above" : up < -4 ? ", from below" : "");
  }

  // What a portrait has more with its background than without.
  function ground(being) {
    const [whole, figure] = [true, false].map((background) => genetics.svg(gallery.species, BigInt(being.genome), { background }));
    let at = 0;
    while (at < figure.length && whole[at] === figure[at]) at++;
    at = whole.lastIndexOf("<", at);
    const head = whole.slice(0, whole.indexOf(">") + 1);
    const text = `${head}${whole.slice(at, at + whole.length - figure.length)}</svg>`;
    return element("img", { alt: "", src: "data:image/svg+xml," + encodeURIComponent(text) });
  }

  const within = (value, least, most) => Math.min(most, Math.max(least, value));

  // The model on its stage, until another view is opened. `lose` is called if the browser takes the
  // drawing away before.
  async function stage(being, data, lose) {
    const canvas = element("canvas", { role: "slider", tabindex: 0, "aria-label": `The model of ${name(being)}: how far it is turned`,
      "aria-valuemin": -180, "aria-valuemax": 180, "aria-describedby": "turn-hint" });
    const host = element("div", { class: "turning" }, ground(being), canvas,
      element("p", { class: "hint", id: "turn-hint" }, "Drag it, or press the arrow keys. Home shows the front, End the back."));
    const paint = await painter(canvas, gallery.readModel(data));
    const aim = { across: 0, up: 0 }, now = { across: 0, up: 0 };
    let still = true, moment = 0, last = null, frame = 0, left = false;

    function step(time) {
      frame = 0;
      if (!canvas.clientWidth) { last = null; return; } // it is hidden
      const passed = last === null ? 0 : Math.min((time - last) / 1000, 0.1), share = calm.matches ? 1 : 1 - Math.exp(-RATE * passed);
      last = time;
      if (!still) moment += passed;
      for (const way of ["across", "up"]) {
        now[way] += share * (aim[way] - now[way]);
        if (Math.abs(aim[way] - now[way]) < 0.05) now[way] = aim[way];
      }
      paint(now, "idle", moment);
      if (!still || now.across !== aim.across || now.up !== aim.up) ask();
      else last = null;
    }
    function ask() { frame ||= requestAnimationFrame(step); }
    function turn(across, up) {
      aim.across += across;
      aim.up = within(aim.up + up, DOWN, UP);
      const there = { across: -(((180 - aim.across) % 360 + 360) % 360 - 180), up: aim.up };
      canvas.setAttribute("aria-valuenow", Math.round(there.across));
      canvas.setAttribute("aria-valuetext", seen(there));
      ask();
    }
    // To a turn, by the shorter way.
    const show = (across) => turn(((across - aim.across) % 360 + 540) % 360 - 180, -aim.up);
    const KEYS = { ArrowLeft: () => turn(-STEP, 0), ArrowRight: () => turn(STEP, 0), ArrowUp: () => turn(0, -STEP / 3),
      ArrowDown: () => turn(0, STEP / 3), Home: () => show(0), End: () => show(180) };
    canvas.addEventListener("keydown", (event) => {
      if (!Object.hasOwn(KEYS, event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      KEYS[event.key]();
    });
    let held = null; // where the pointer was
    canvas.addEventListener("pointerdown", ({ pointerId, clientX, clientY }) => {
      canvas.setPointerCapture(pointerId);
      held = [clientX, clientY];
    });
    canvas.addEventListener("pointermove", ({ clientX, clientY }) => {
      if (!held) return;
      const degrees = 200 / canvas.clientWidth;
      turn((clientX - held[0]) * degrees, (clientY - held[1]) * degrees / 2);
      held = [clientX, clientY];
    });
    canvas.addEventListener("lostpointercapture", () => { held = null; });
    const sizes = new ResizeObserver(ask);
    function leave() {
      left = true;
      cancelAnimationFrame(frame);
      sizes.disconnect();
      removeEventListener("hashchange", leave);
      host.remove();
      canvas.getContext("webgl2").getExtension("WEBGL_lose_context")?.loseContext();
    }
    addEventListener("hashchange", leave);
    canvas.addEventListener("webglcontextlost", () => { if (!left) lose(); });
    sizes.observe(canvas);
    turn(0, 0);
    return { host, canvas, leave, breathe: (wish) => { still = !wish; ask(); } };
  }

  // The button that turns a being; null where it has no model. `motion` moves its face.
  gallery.turning = (being, motion) => {
    if (!gallery.source.model(being)) return null;
    const says = gallery.refusal();
    let there = null, moved = false;
    const breath = button("Hold still", () => breathe(breath.textContent === "Move"), { class: "motion", hidden: "" });
    function breathe(wish) {
      there.breathe(wish);
      breath.textContent = wish ? "Hold still" : "Move";
    }
    async function open() {
      made.textContent = "Making its model…";
      const figure = made.closest("figure"), data = await gallery.source.model(being)();
      const shown = await stage(being, data, lose);
      if (!figure.checkVisibility()) { shown.leave(); return; } // another view was opened meanwhile
      there = shown;
      moved = Boolean(figure.querySelector(".living"));
      if (moved) motion.click();
      figure.querySelector("img").after(there.host);
      if (motion) motion.hidden = true;
      breath.hidden = calm.matches;
      breathe(!calm.matches && (moved || !motion));
      there.canvas.focus();
    }
    function close() {
      there.leave();
      there = null;
      breath.hidden = true;
      if (motion) motion.hidden = false;
      if (moved) motion.click();
    }
    function lose() {
      if (!there) return;
      close();
      made.textContent = "Turn it";
      says.textContent = "The browser took the model away: its graphics card was asked for too much.";
      says.hidden = false;
    }
    const made = gallery.action("Turn it", says, () => there ? close() : open(), { class: "turn" },
      () => { made.textContent = there ? "Show the portrait" : "Turn it"; });
    return [breath, made, says];
  };
})();
