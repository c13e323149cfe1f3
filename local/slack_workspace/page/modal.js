// The modal on top of the person's stack, and the Home tab: both are views.

import { blocks } from "./blocks.js";
import { h, refresh } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { act, store } from "./store.js";

const dialog = document.getElementById("modal");
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  const view = topView();
  if (view) close(view);
});

const topView = () => store.state.views[store.me].at(-1);

// Raw values of a view's inputs by block and action, as `POST /workspace/submit` takes them.
function valuesOf(view) {
  const values = {};
  const prefix = `${view.id}/`;
  for (const [key, value] of store.form) {
    if (!key.startsWith(prefix)) continue;
    const [block, action] = key.slice(prefix.length).split("/");
    (values[block] ??= {})[action] = value;
  }
  return values;
}

function surfaceOf(view) {
  return {
    id: view.id,
    remembers: true,
    errors: view.errors,
    warnings: store.state.warnings.filter((w) => w.user === store.me && w.view_id === view.id),
    act: (block, element, selected) =>
      act("click", {
        user: store.me,
        view_id: view.id,
        block_id: block.block_id,
        action_id: element.action_id,
        selected,
        values: valuesOf(view),
      }),
  };
}

async function submit(view, button) {
  button.setAttribute("aria-busy", "true");
  button.disabled = true;
  await act("submit", { user: store.me, view_id: view.id, values: valuesOf(view) });
  button.removeAttribute("aria-busy");
  button.disabled = false;
}

const close = (view) => act("close", { user: store.me, view_id: view.id });

export function renderModal() {
  const view = topView();
  if (!view) {
    refresh(dialog, "", () => []);
    if (dialog.open) dialog.close();
    return;
  }
  const warnings = surfaceOf(view).warnings;
  const focused = focusedControl();
  const rebuilt = refresh(dialog, JSON.stringify([view, warnings]), () => frame(view));
  if (!dialog.open) dialog.showModal();
  if (rebuilt && focused) restoreFocus(focused);
}

function focusedControl() {
  const { block, action } = document.activeElement?.dataset ?? {};
  return dialog.contains(document.activeElement) && action ? { block, action } : null;
}

function restoreFocus({ block, action }) {
  [...dialog.querySelectorAll("[data-action]")]
    .find((node) => node.dataset.block === block && node.dataset.action === action)
    ?.focus();
}

function frame(view) {
  const send = view.submit && h("button", { type: "submit", class: "button primary" }, plain(view.submit.text));
  return h(
    "form",
    {
      class: "modal-frame",
      method: "dialog",
      noValidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        if (send) submit(view, send);
      },
    },
    h(
      "header",
      {},
      h("img", { class: "avatar small", src: "/page/lastcall.svg", alt: "" }),
      h("h2", { id: "modal-title" }, plain(view.title.text)),
      h("button", { type: "button", class: "icon close", "aria-label": "Close", onclick: () => close(view) }, "✕"),
    ),
    h(
      "div",
      { class: "modal-body" },
      view.trouble && h("p", { class: "trouble", role: "alert" }, `⚠️ ${view.trouble}`),
      blocks(view.blocks, surfaceOf(view)),
    ),
    h(
      "footer",
      {},
      h("button", { type: "button", class: "button", onclick: () => close(view) }, view.close ? plain(view.close.text) : "Close"),
      send,
    ),
  );
}

export function homeBlocks(view) {
  return blocks(view.blocks, surfaceOf(view));
}
