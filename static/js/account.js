// Fields of accounts: a password one can look at, a key one can copy.

import { gettext } from "./page.js";

// --- The eye beside each password field shows and hides what was typed ---------------------------------------------------

const SVG = "http://www.w3.org/2000/svg";
const EYE = [
  ["path", { d: "M2.062 12.348a1 1 0 0 1 0-.696 10.75 10.75 0 0 1 19.876 0 1 1 0 0 1 0 .696 10.75 10.75 0 0 1-19.876 0" }],
  ["circle", { cx: 12, cy: 12, r: 3 }],
];

function eye() {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = { viewBox: "0 0 24 24", width: 20, height: 20, fill: "none", stroke: "currentColor" };
  attributes["stroke-width"] = 2;
  attributes["aria-hidden"] = "true";
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value);
  for (const [tag, shape] of EYE) {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(shape)) node.setAttribute(name, value);
    svg.append(node);
  }
  return svg;
}

for (const input of document.querySelectorAll("input[type='password']")) {
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-label", gettext("Show password"));
  button.setAttribute("aria-pressed", "false");
  button.append(eye());
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  });
  input.form?.addEventListener("submit", () => {
    input.type = "password"; // so that no browser remembers it as an ordinary word
  });

  const wrap = document.createElement("span");
  wrap.className = "reveal";
  const isTypedInto = document.activeElement === input; // by somebody who was faster than this script
  input.before(wrap);
  wrap.append(input, button);
  if (isTypedInto) input.focus();
}

// --- A button that copies what stands beside it ------------------------------------------------------------------------

for (const box of document.querySelectorAll("[data-copy]")) {
  const words = box.textContent.trim();
  if (!navigator.clipboard) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-quiet";
  button.textContent = gettext("Copy");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(words);
    button.textContent = gettext("Copied");
    setTimeout(() => {
      button.textContent = gettext("Copy");
    }, 2000);
  });
  box.append(button);
}
