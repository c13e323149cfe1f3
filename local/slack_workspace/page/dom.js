// Building and keeping DOM nodes. Text only ever becomes text: nothing here parses markup.

export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name in node && name !== "list" && !name.startsWith("aria")) node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const signatures = new WeakMap();

// Make `parent` show `items` in order, building anew only what changed, so that focus, open menus and
// half-made choices elsewhere survive an update.
export function reconcile(parent, items, keyOf, signatureOf, build) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  items.forEach((item, index) => {
    const key = keyOf(item);
    const signature = signatureOf(item);
    let node = old.get(key);
    old.delete(key);
    if (!node || signatures.get(node) !== signature) {
      const fresh = build(item);
      fresh.dataset.key = key;
      signatures.set(fresh, signature);
      if (node) node.replaceWith(fresh);
      node = fresh;
    }
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  });
  for (const node of old.values()) node.remove();
}

// Rebuild `parent` only where `signature` changed; return whether it did.
export function refresh(parent, signature, build) {
  if (signatures.get(parent) === signature) return false;
  signatures.set(parent, signature);
  parent.replaceChildren(...[build()].flat().filter(Boolean));
  return true;
}

export function toast(text) {
  const node = h("p", { class: "toast" }, text);
  document.getElementById("toasts").append(node);
  setTimeout(() => node.remove(), 6000);
}
