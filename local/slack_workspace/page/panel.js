// The strip above the conversation through which the demo's shop is worked.

import { h, refresh, toast } from "./dom.js";
import { act, readPanel, store } from "./store.js";

const strip = document.getElementById("panel");
const EVERY = 1500;

async function press(id, node) {
  node.setAttribute("aria-busy", "true");
  const answer = await act("press", { id });
  node.removeAttribute("aria-busy");
  if (answer.said) toast(answer.said);
  await show();
}

function buttonNode({ id, label, hint }) {
  const node = h(
    "button",
    { type: "button", class: "button", data: { panel: id }, title: hint, onclick: () => press(id, node) },
    label,
  );
  return node;
}

let shown = null;

function tabNode({ name }) {
  const chosen = name === shown;
  return h(
    "button",
    { type: "button", role: "tab", class: "tab", "aria-selected": String(chosen), onclick: () => choose(name) },
    name,
  );
}

async function choose(name) {
  shown = name;
  await show();
  strip.querySelector('[role="tab"][aria-selected="true"]')?.focus();
}

function statusNode([name, value]) {
  return h("div", {}, h("dt", {}, name), h("dd", {}, value));
}

async function show() {
  const panel = await readPanel().catch(() => null);
  if (!panel) return;
  strip.hidden = false;
  strip.setAttribute("aria-label", panel.title);
  if (!strip.firstChild) {
    strip.append(
      h("h2", {}, panel.title),
      h("div", { class: "tabs", role: "tablist", "aria-label": "Part of the shop" }),
      h("dl", { class: "status" }),
      h("div", { class: "panel-buttons" }),
    );
  }
  const { sections } = panel;
  const section = sections.find(({ name }) => name === shown) ?? sections[0];
  shown = section.name;
  const [, tabs, status, buttons] = strip.children;
  const names = sections.map(({ name }) => name);
  refresh(tabs, JSON.stringify([shown, names]), () => (names.length > 1 ? sections.map(tabNode) : []));
  refresh(status, JSON.stringify(section.status), () => Object.entries(section.status).map(statusNode));
  refresh(buttons, JSON.stringify(section.buttons), () => section.buttons.map(buttonNode));
}

// The shop's numbers change without the workspace changing, so they are asked for.
export async function followPanel() {
  for (;;) {
    if (store.state?.panel && !document.hidden) await show();
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
}
