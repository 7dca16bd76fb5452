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
function paint(pixels, runs) {
  const bytes = runs.buffer.slice(runs.byteOffset, runs.byteOffset + runs.byteLength); // typed arrays want it aligned
  const colors = new Uint32Array(bytes, 0, bytes.byteLength / 6);
  const lengths = new Uint16Array(bytes, 4 * colors.length);
  let at = 0;
  colors.forEach((color, i) => {
    const end = at + lengths[i];
    if (color) pixels.fill(color, at, end);
    at = end;
  });
  return pixels;
}

// Each maker returns the element and a function that shows a value which came from Python.
const makers = {
  slider(model, spec, id) {
    const input = element("input", { type: "range", id, min: 0, max: spec.stops.length - 1, step: 1, name: spec.name });
    const readout = element("output", { for: id });
    const show = (value) => {
      const number = spec.decimals === null ? String(value) : value.toFixed(spec.decimals);
      const text = number + (spec.unit ? ` ${spec.unit}` : "");
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
    for (const option of spec.options) select.append(element("option", { value: option }, option));
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
  const press = () => model.send({ press: spec.presses });
  if (!spec.every) {
    button.addEventListener("click", press);
    return button;
  }
  let timer;
  const stop = () => {
    clearInterval(timer);
    playing.delete(stop);
    button.setAttribute("aria-pressed", "false");
  };
  const start = () => {
    let before;
    playing.add(stop);
    button.setAttribute("aria-pressed", "true");
    timer = setInterval(() => {
      const now = JSON.stringify(model.get("values"));
      if (now === before) stop(); // the last press changed nothing: this is the end
      else press();
      before = now;
    }, spec.every);
  };
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => (playing.has(stop) ? stop() : start()));
  return button;
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
  const [width, height] = model.get("size");
  const canvas = element("canvas", { class: "hw2lib-picture", role: "img", width, height });
  canvas.style.maxWidth = `${width}px`;
  const scroll = element("div", { class: "hw2lib-scroll", tabindex: 0, role: "group", "aria-label": "picture" }, canvas);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const text = element("pre", { class: "hw2lib-text", tabindex: 0, "aria-live": "polite", "aria-label": "numbers" });
  const root = element("section", { class: "hw2lib-panel", "aria-label": model.get("title") });
  root.append(fields, buttons, scroll, text);
  // else JupyterLab takes the arrow keys, to go to another cell; it looks at the focused element itself
  for (const focusable of root.querySelectorAll("input, select, button, [tabindex]")) {
    focusable.setAttribute("data-lm-suppress-shortcuts", "true");
  }
  // a hand on anything else ends what plays by itself
  for (const event of ["input", "click"]) {
    root.addEventListener(event, ({ target }) => {
      if (target.matches("input, select, button:not([aria-pressed])")) playing.forEach((stop) => stop());
    }, true);
  }
  el.append(root);

  const showValues = () => {
    for (const [name, value] of Object.entries(model.get("values"))) shows[name]?.(value);
  };
  let background; // pixels, as soon as they are decoded
  const showPicture = () => {
    if (!background) return;
    const pixels = paint(background.slice(), model.get("overlay"));
    pen.putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), width, height), 0, 0);
  };
  createImageBitmap(new Blob([model.get("background")], { type: "image/png" })).then((bitmap) => {
    pen.drawImage(bitmap, 0, 0);
    background = new Uint32Array(pen.getImageData(0, 0, width, height).data.buffer);
    showPicture();
  });
  const showText = () => {
    text.textContent = model.get("text");
    text.classList.toggle("hw2lib-failed", model.get("failed"));
    canvas.setAttribute("aria-label", model.get("alt"));
  };
  showValues();
  showText();
  model.on("change:values", showValues);
  model.on("change:overlay", showPicture);
  model.on("change:text change:failed change:alt", showText);
  return () => playing.forEach((stop) => stop());
}

export default { render };
