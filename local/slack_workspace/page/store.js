// What the page knows: the workspace's last state, who looks at it, and where they look.

import { toast } from "./dom.js";

export const store = {
  state: null,
  me: null,
  channel: null,
  thread: null,
  home: false,
  seen: new Map(),
  form: new Map(),
};

const listeners = [];

export function onChange(listener) {
  listeners.push(listener);
}

export function changed() {
  for (const listener of listeners) listener();
}

export const me = () => store.state.users[store.me];
export const channelsOfMine = () =>
  Object.values(store.state.channels).filter((channel) => channel.members.includes(store.me));

export function nameOf(userId) {
  return store.state.users[userId]?.profile.display_name ?? userId;
}

// Only this document knows the token of the run, so no other page can act here.
const token = { "X-Local-Slack": document.querySelector('meta[name="token"]').content };

async function read(path) {
  const response = await fetch(path, { headers: token });
  if (response.status === 403) location.reload(); // another run, with another token
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

export async function act(name, body) {
  const response = await fetch(`/workspace/${name}`, {
    method: "POST",
    headers: { ...token, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => null);
  if (!response) {
    toast("The workspace does not answer.");
    return { ok: false };
  }
  const answer = await response.json();
  if (answer.refused) toast(answer.refused);
  return answer;
}

export const readPanel = () => read("/workspace/panel");

async function load() {
  store.state = await read("/workspace/state");
  changed();
}

// Every change of the workspace ends the wait; a lost connection is shown and tried again.
export async function follow() {
  const offline = document.getElementById("offline");
  for (;;) {
    try {
      await load();
      offline.hidden = true;
      const since = store.state.revision;
      while ((await read(`/workspace/events?since=${since}`)).revision === since);
    } catch {
      offline.hidden = false;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}
