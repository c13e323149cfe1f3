// Starts the page: who looks, at what, and drawing it anew whenever the workspace changes.

import { renderModal } from "./modal.js";
import { followPanel } from "./panel.js";
import { renderRoom, renderThread } from "./room.js";
import { renderSidebar, renderWho } from "./sidebar.js";
import { channelsOfMine, follow, onChange, store } from "./store.js";

// /archives/C0INCIDENT/p1700000000000100?thread_ts=...  is what chat.getPermalink gives.
function permalink() {
  const match = /^\/archives\/(\w+)\/p(\d+)(\d{6})$/.exec(location.pathname);
  if (!match) return null;
  const thread = new URLSearchParams(location.search).get("thread_ts");
  return { channel: match[1], ts: `${match[2]}.${match[3]}`, thread };
}

function begin() {
  const wanted = new URLSearchParams(location.search).get("user") ?? sessionStorage.getItem("who");
  const people = Object.values(store.state.users).filter((user) => !user.is_bot && !user.deleted);
  store.me = (people.find((user) => user.id === wanted || user.name === wanted) ?? people[0]).id;
  const mine = channelsOfMine();
  const link = permalink();
  store.channel = (mine.find((channel) => channel.id === link?.channel) ?? mine[0]).id;
  store.thread = link?.thread ?? null;
  if (link) requestAnimationFrame(() => pointOut(link.ts));
}

function pointOut(ts) {
  const node = document.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
  node?.scrollIntoView({ block: "center" });
  node?.classList.add("pointed-out");
}

onChange(() => {
  if (!store.me) begin();
  renderWho();
  renderSidebar();
  renderRoom();
  renderThread();
  renderModal();
});

follow();
followPanel();
