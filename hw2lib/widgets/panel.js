// A panel: labelled inputs, a picture and its numbers as text. What is computed is computed in Python.
// Native inputs bring their keyboard operation and their names for screen readers along.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function nearest(stops, value) {
  let best = 0;
  stops.forEach((stop, i) => { if (Math.abs(stop - value) < Math.abs(stops[best] - value)) best = i; });
  return best;
}

function change(model, name, value) {
  model.set("values", { ...model.get("values"), [name]: value });
  model.save_changes();
}

// Runs of equal pixels: the colour of each (4 bytes, 0 for transparent), then the length of each (2 bytes).
function unpacked(runs, width, height) {
  const bytes = runs.buffer.slice(runs.byteOffset, runs.byteOffset + runs.byteLength); // typed arrays want it aligned
  const colors = new Uint32Array(bytes, 0, bytes.byteLength / 6);
  const lengths = new Uint16Array(bytes, 4 * colors.length);
  const pixels = new Uint32Array(width * height);
  let at = 0;
  colors.forEach((color, i) => {
    const end = at + lengths[i];
    if (color) pixels.fill(color, at, end);
    at = end;
  });
  return new ImageData(new Uint8ClampedArray(pixels.buffer), width, height);
}

// Each maker returns the element and a function that shows a value which came from Python.
const makers = {
  slider(model, spec, id) {
    const input = element("input", { type: "range", id, min: 0, max: spec.stops.length - 1, step: 1, name: spec.name });
    const readout = element("output", { for: id });
    const show = (value) => {
      const text = spec.decimals === null ? String(value) : value.toFixed(spec.decimals);
      input.value = nearest(spec.stops, value);
      input.setAttribute("aria-valuetext", text);
      readout.textContent = text;
    };
    input.addEventListener("input", () => {
      const value = spec.stops[Number(input.value)];
      show(value);
      change(model, spec.name, value);
    });
    return [element("div", { class: "hw2lib-field" }, element("label", { for: id }, spec.label), input, readout), show];
  },
  choice(model, spec, id) {
    const select = element("select", { id, name: spec.name });
    for (const option of spec.options) select.append(element("option", { value: option }, spec.shown[option] ?? option));
    select.addEventListener("change", () => change(model, spec.name, select.value));
    return [
      element("div", { class: "hw2lib-field hw2lib-choice" }, element("label", { for: id }, spec.label), select),
      (value) => { select.value = value; },
    ];
  },
  switch(model, spec, id) {
    const box = element("input", { type: "checkbox", id, name: spec.name });
    box.addEventListener("change", () => change(model, spec.name, box.checked));
    return [
      element("div", { class: "hw2lib-field hw2lib-switch" }, box, element("label", { for: id }, spec.label)),
      (value) => { box.checked = value; },
    ];
  },
};

// `playing` holds, for each button that plays by itself at the moment, the function that stops it.
function pressButton(model, spec, playing) {
  const button = element("button", { type: "button", name: spec.name }, spec.label);
  const PATIENCE = 10_000; // milliseconds that a kernel may take
  const press = () => model.send({ press: spec.presses || spec.name });
  if (!spec.every) {
    // When each press that isn't answered yet was made: beside two of them others are dropped, so that Reset needn't wait.
    const waiting = [];
    const isBusy = () => waiting.length >= 2;
    const show = () => button.setAttribute("aria-busy", isBusy());
    model.on("msg:custom", (message) => {
      if (message.answered === spec.name) waiting.shift();
      show();
    });
    button.addEventListener("click", () => {
      while (waiting.length && performance.now() > waiting[0] + PATIENCE) waiting.shift();
      if (isBusy()) return;
      waiting.push(performance.now());
      show();
      press();
    });
    return button;
  }
  let timer, deadline;
  const answered = (message) => { if (message.answered === spec.presses) deadline = 0; };
  const stop = () => {
    clearInterval(timer);
    model.off("msg:custom", answered);
    playing.delete(stop);
    button.textContent = spec.label;
  };
  const start = () => {
    let before;
    deadline = 0;
    playing.add(stop);
    model.on("msg:custom", answered);
    button.style.minWidth = `${button.offsetWidth}px`; // the buttons beside it stay where they are
    button.textContent = "Pause";
    timer = setInterval(() => {
      if (performance.now() < deadline) return; // the last press isn't answered yet
      const now = model.get("text");
      if (now === before) return stop(); // it changed nothing: this is the end
      before = now;
      deadline = performance.now() + PATIENCE;
      press();
    }, spec.every);
  };
  button.dataset.plays = spec.presses;
  button.addEventListener("click", () => (playing.has(stop) ? stop() : start()));
  return button;
}

// Dragging across a picture's axes moves the slider of that name to the nearest stop.
function dragging(model, canvas) {
  const fraction = ({ clientX, clientY }) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [(clientX - left) / width, (clientY - top) / height];
  };
  const under = (event) => {
    const [x, y] = fraction(event);
    return model.get("drags").find(({ box: [left, top, right, bottom] }) =>
      left <= x && x <= right && top <= y && y <= bottom);
  };
  let held;
  const move = (event) => {
    canvas.style.cursor = held || under(event) ? "ew-resize" : "";
    if (!held) return;
    const { name, also, box: [left, , right], limits: [low, high], log } = held;
    const { stops } = model.get("inputs").find((spec) => spec.name === name);
    const along = Math.min(Math.max((fraction(event)[0] - left) / (right - left), 0), 1);
    const value = stops[nearest(stops, log ? low * (high / low) ** along : low + along * (high - low))];
    const values = { ...model.get("values"), ...also, [name]: value };
    if (JSON.stringify(values) === JSON.stringify(model.get("values"))) return;
    model.set("values", values);
    model.save_changes();
  };
  canvas.addEventListener("pointerdown", (event) => {
    held = under(event);
    if (held) canvas.setPointerCapture(event.pointerId);
    move(event);
  });
  canvas.addEventListener("pointermove", move);
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { held = undefined; });
}

function render({ model, el }) {
  const unique = `hw2lib-${Math.random().toString(36).slice(2)}`;
  const fields = element("div", { class: "hw2lib-fields" });
  const buttons = element("div", { class: "hw2lib-buttons" });
  const shows = {};
  const playing = new Set();
  for (const spec of model.get("inputs")) {
    if (spec.kind === "button") {
      buttons.append(pressButton(model, spec, playing));
      continue;
    }
    const [field, show] = makers[spec.kind](model, spec, `${unique}-${spec.name}`);
    fields.append(field);
    shows[spec.name] = show;
  }
  // what stays is one canvas and what moves another over it, so that no pixel has ever to be read back
  const still = element("canvas", { class: "hw2lib-still", "aria-hidden": "true" });
  const moving = element("canvas", { class: "hw2lib-moving", role: "img" });
  const picture = element("div", { class: "hw2lib-picture" }, still, moving);
  picture.style.maxWidth = `${model.get("width")}px`;
  const text = element("pre", { class: "hw2lib-text", tabindex: 0, "aria-live": "polite", "aria-label": "numbers" });
  const root = element("section", { class: "hw2lib-panel", "aria-label": model.get("title") });
  root.append(fields, buttons, text, picture); // what a button does to the numbers is seen beside it
  // else JupyterLab takes the arrow keys, to go to another cell; it looks at the focused element itself
  for (const focusable of root.querySelectorAll("input, select, button, [tabindex]")) {
    focusable.setAttribute("data-lm-suppress-shortcuts", "true");
  }
  // a hand on anything else ends what plays by itself
  const others = { input: "input, select", click: "input, button:not([data-plays])", pointerdown: "canvas" };
  for (const [event, those] of Object.entries(others)) {
    root.addEventListener(event, ({ target }) => {
      if (target.matches(those)) playing.forEach((stop) => stop());
    }, true);
  }
  dragging(model, moving);
  el.append(root);

  const showValues = () => {
    for (const [name, value] of Object.entries(model.get("values"))) shows[name]?.(value);
  };
  const showMoving = () => {
    const [width, height] = model.get("size");
    if (moving.width !== width || moving.height !== height) return; // what stays is still being decoded
    moving.getContext("2d").putImageData(unpacked(model.get("overlay"), width, height), 0, 0);
  };
  let latest;
  const showStill = async () => {
    const [width, height] = model.get("size");
    const sent = (latest = model.get("background"));
    const bitmap = await createImageBitmap(new Blob([sent], { type: "image/png" }));
    if (sent !== latest) return;
    for (const canvas of [still, moving]) Object.assign(canvas, { width, height });
    still.getContext("2d").drawImage(bitmap, 0, 0);
    showMoving();
  };
  const showText = () => {
    text.textContent = model.get("text");
    const lines = text.textContent.split("\n").length;
    text.style.minHeight = `${Math.max(lines, parseInt(text.style.minHeight) || 0)}lh`; // so that the picture stays
    text.classList.toggle("hw2lib-failed", model.get("failed"));
    moving.setAttribute("aria-label", model.get("alt"));
    moving.style.touchAction = model.get("drags").length ? "pan-y" : "";
  };
  // the picture has as many pixels as the screen shows of it: shrunk by the browser, a thin line or a "=" gets lost
  let pixel, soon;
  const showScale = () => {
    pixel?.removeEventListener("change", showScale);
    pixel = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    pixel.addEventListener("change", showScale);
    clearTimeout(soon);
    soon = setTimeout(() => {
      const shown = Math.round(picture.clientWidth * devicePixelRatio);
      if (shown && shown !== model.get("size")[0]) model.send({ scale: shown / model.get("width") });
    }, 100);
  };
  const resized = new ResizeObserver(showScale);
  resized.observe(picture);
  showValues();
  showText();
  showStill();
  model.on("change:values", showValues);
  model.on("change:background", showStill);
  model.on("change:overlay", showMoving);
  model.on("change:text change:failed change:alt change:drags", showText);
  return () => {
    playing.forEach((stop) => stop());
    clearTimeout(soon);
    resized.disconnect();
    pixel?.removeEventListener("change", showScale);
  };
}

export default { render };
