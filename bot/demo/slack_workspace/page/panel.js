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

async function show() {
  const panel = await readPanel().catch(() => null);
  if (!panel) return;
  strip.hidden = false;
  strip.setAttribute("aria-label", panel.title);
  if (!strip.firstChild) {
    strip.append(h("h2", {}, panel.title), h("dl", { class: "status" }), h("div", { class: "panel-buttons" }));
  }
  const [, status, buttons] = strip.children;
  refresh(status, JSON.stringify(panel.status), () =>
    Object.entries(panel.status).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
  );
  refresh(buttons, JSON.stringify(panel.buttons), () => panel.buttons.map(buttonNode));
}

// The shop's numbers change without the workspace changing, so they are asked for.
export async function followPanel() {
  for (;;) {
    if (store.state?.panel && !document.hidden) await show();
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
}
