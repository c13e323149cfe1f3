// The conversation in the middle: a channel with its composer, or the app's Home tab; and the thread beside it.

import { dayOf } from "./dates.js";
import { h, reconcile, refresh } from "./dom.js";
import { avatar, messageNode, signature } from "./message.js";
import { homeBlocks } from "./modal.js";
import { act, changed, nameOf, store } from "./store.js";

const byId = (id) => document.getElementById(id);
const list = byId("messages");
const composer = byId("composer");
const hint = byId("composer-hint");
const USAGE = "[ list | ack | inspect | redrive | mitigate | help ]  [id or queue]";
const command = () => store.state.app.commands[0] ?? "/lastcall";

const ephemeralsIn = (channel) =>
  store.state.ephemerals[store.me]
    .filter((message) => message.channel === channel)
    .map((message) => ({ ...message, ephemeral: true }));

function channelMessages() {
  const shown = [...store.state.messages[store.channel], ...ephemeralsIn(store.channel).filter((m) => !m.thread_ts)];
  return shown.sort((a, b) => Number(a.ts) - Number(b.ts));
}

function withDays(messages) {
  let day = null;
  return messages.flatMap((message) => {
    const its = dayOf(message.ts);
    const divider = its === day ? [] : [{ day: its, ts: `day-${message.ts}` }];
    day = its;
    return [...divider, message];
  });
}

// Who reads the newest message stays there, whatever arrives or changes size; who has scrolled up is left alone.
const atEnd = new WeakMap();
const toEnd = (node) => atEnd.get(node) !== false && (node.scrollTop = node.scrollHeight);
const resized = new ResizeObserver((entries) => entries.forEach((entry) => toEnd(entry.target)));

function keepAtEnd(node) {
  resized.observe(node);
  node.addEventListener("scroll", () =>
    atEnd.set(node, node.scrollHeight - node.scrollTop - node.clientHeight < 40),
  );
}

keepAtEnd(list);

function showMessages(parent, items, options) {
  reconcile(
    parent,
    items,
    (item) => item.ts,
    (item) => item.day ?? signature(item),
    (item) => (item.day ? h("p", { class: "day" }, h("span", {}, item.day)) : messageNode(item, options)),
  );
  toEnd(parent);
}

export function renderRoom() {
  const channel = store.state.channels[store.channel];
  byId("home").hidden = !store.home;
  list.hidden = byId("composer-form").hidden = store.home;
  if (store.home) {
    renderHome();
    return;
  }
  const title = channel.is_im ? "lastcall" : `# ${channel.name}`;
  refresh(byId("room-head"), JSON.stringify(channel), () => [
    h("h1", {}, title),
    h("p", { class: "quiet topic" }, channel.topic?.value ?? ""),
    !channel.is_im && h("p", { class: "quiet members", title: channel.members.map(nameOf).join(", ") }, `👥 ${channel.members.length}`),
  ]);
  list.classList.toggle("empty", !channelMessages().length);
  showMessages(list, withDays(channelMessages()));
  composer.placeholder = channel.is_archived ? "This channel is archived" : `Message ${title.replace("# ", "#")} or type ${command()}`;
  composer.disabled = channel.is_archived;
  store.seen.set(store.channel, channelMessages().length);
}

function renderHome() {
  const view = store.state.homes[store.me];
  refresh(byId("room-head"), "home", () => [h("h1", {}, "Lastcall"), h("p", { class: "quiet topic" }, "Home")]);
  refresh(byId("home"), JSON.stringify([view, store.me]), () =>
    view ? homeBlocks(view) : nothingAtHome(),
  );
}

function nothingAtHome() {
  return h(
    "div",
    { class: "nothing" },
    avatar(store.state.bot),
    h("h2", {}, "Nothing here yet"),
    h("p", { class: "quiet" }, "This app has published no Home tab for you."),
    h("p", { class: "quiet" }, "What it knows is a command away: type ", h("code", {}, command()), " in a channel."),
  );
}

export function renderThread() {
  const aside = byId("thread");
  const root = store.home ? null : store.state.messages[store.channel].find((message) => message.ts === store.thread);
  aside.hidden = !root;
  document.body.classList.toggle("has-thread", Boolean(root));
  if (!root) return;
  const opened = refresh(aside, `${store.channel}/${root.ts}`, () => [
    h(
      "header",
      { class: "room-head" },
      h("h2", {}, "Thread"),
      h("p", { class: "quiet topic" }, `# ${store.state.channels[store.channel].name}`),
      h("button", { type: "button", class: "icon close", "aria-label": "Close thread", onclick: closeThread }, "✕"),
    ),
    h("div", { class: "messages", role: "log", tabIndex: 0, "aria-label": "Thread messages" }),
  ]);
  if (opened) keepAtEnd(aside.querySelector(".messages"));
  const mine = ephemeralsIn(store.channel).filter((message) => message.thread_ts === root.ts);
  const replies = [...root.replies, ...mine].sort((a, b) => Number(a.ts) - Number(b.ts));
  showMessages(aside.querySelector(".messages"), [root, ...replies], { inThread: true });
}

function closeThread() {
  store.thread = null;
  changed();
  composer.focus();
}

byId("thread").addEventListener("keydown", (event) => event.key === "Escape" && closeThread());

composer.addEventListener("input", () => {
  hint.hidden = !composer.value.startsWith("/");
  hint.textContent = `${command()}  ${USAGE}`;
});

byId("composer-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = composer.value.trim();
  if (!text) return;
  composer.value = "";
  hint.hidden = true;
  const answer = await act(text.startsWith("/") ? "command" : "say", { user: store.me, channel: store.channel, text });
  if (answer.shown) {
    hint.textContent = `⚠️ ${answer.shown}`;
    hint.hidden = false;
  }
});
