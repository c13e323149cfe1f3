// One message: author, text, blocks, coloured attachments, reactions and the way into its thread.

import { blocks } from "./blocks.js";
import { exactly, timeOf } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";
import { act, changed, nameOf, store } from "./store.js";

const NAMED_COLORS = { good: "#2eb67d", warning: "#ecb22e", danger: "#e01e5a" };

export function avatar(userId) {
  if (userId === store.state.bot) return h("img", { class: "avatar", src: "/page/lastcall.svg", alt: "" });
  const user = store.state.users[userId];
  const node = h("span", { class: "avatar", "aria-hidden": "true" }, (user?.name ?? "?")[0].toUpperCase());
  if (user) node.style.backgroundColor = `#${user.color}`;
  return node;
}

const warningsOf = (message) =>
  store.state.warnings.filter((warning) => warning.user === store.me && warning.ts === message.ts);

export function signature(message) {
  return JSON.stringify([message, store.me, warningsOf(message), store.state.users]);
}

export function messageNode(message, { inThread = false } = {}) {
  const surface = {
    id: `m-${message.ts}`,
    warnings: warningsOf(message),
    act: (block, element, selected) =>
      act("click", {
        user: store.me,
        channel: message.channel,
        ts: message.ts,
        block_id: block.block_id,
        action_id: element.action_id,
        selected,
      }),
  };
  return h(
    "article",
    { class: message.ephemeral ? "message only-you" : "message", data: { ts: message.ts } },
    avatar(message.user),
    h(
      "div",
      { class: "message-body" },
      byline(message),
      message.ephemeral && h("p", { class: "quiet eye" }, "👁 Only visible to you"),
      message.subtype === "thread_broadcast" && h("p", { class: "quiet" }, "replied to a thread"),
      content(message, surface),
      message.reactions && reactions(message),
      isBot(message) && !message.ephemeral && notified(message),
      !inThread && message.reply_count && replies(message),
    ),
    !inThread && !message.ephemeral && threadButton(message),
  );
}

const isBot = (message) => message.user === store.state.bot;

// No real Slack shows this: whose phones rang, what they print, and who was called in vain.
function notified(message) {
  const rang = message.notified.map(nameOf).join(", ") || "nobody";
  return h(
    "details",
    { class: "notified quiet", open: message.notified.length > 0 },
    h("summary", {}, `🔔 notified: ${rang}`),
    message.not_reached.map(({ who, why }) => h("p", {}, `not reached: ${calledOf(who)} (${why})`)),
    h("p", { class: "phone-text" }, `a phone shows: ${message.phone_text}`),
  );
}

const calledOf = (who) => (store.state.users[who] ? nameOf(who) : who);

function byline(message) {
  return h(
    "p",
    { class: "byline" },
    h("strong", {}, isBot(message) ? "Lastcall" : nameOf(message.user)),
    isBot(message) && h("span", { class: "app" }, "APP"),
    h("time", { title: exactly(message.ts) }, timeOf(message.ts)),
  );
}

function content(message, surface) {
  const parts = [];
  if (message.blocks?.length) parts.push(...blocks(message.blocks, surface));
  else if (message.text) parts.push(h("div", { class: "text" }, mrkdwn(message.text), edited(message)));
  for (const attachment of message.attachments ?? []) parts.push(attachmentNode(attachment, surface));
  for (const file of message.files ?? []) parts.push(fileNode(file));
  return h("div", { class: "content" }, parts);
}

// Only what this very server keeps: a file's address is a path.
function fileNode(file) {
  return h(
    "figure",
    { class: "file" },
    h("figcaption", { class: "quiet" }, file.title),
    h("img", { src: file.url_private, alt: file.alt_txt || file.title }),
  );
}

const edited = (message) => message.edited && h("span", { class: "quiet" }, " (edited)");

function attachmentNode(attachment, surface) {
  const bar = h("div", { class: "bar" });
  bar.style.backgroundColor = NAMED_COLORS[attachment.color] ?? color(attachment.color);
  const inner = attachment.blocks ? blocks(attachment.blocks, surface) : olderFields(attachment);
  return h("section", { class: "attachment", "aria-label": attachment.fallback }, bar, h("div", { class: "attachment-body" }, inner));
}

const color = (value) => (value ? `#${value.replace("#", "")}` : "#dddddd");

function olderFields(attachment) {
  return [
    attachment.pretext && h("div", {}, mrkdwn(attachment.pretext)),
    attachment.title && h("p", {}, h("strong", {}, mrkdwn(attachment.title))),
    attachment.text && h("div", { class: "text" }, mrkdwn(attachment.text)),
    attachment.footer && h("p", { class: "quiet" }, mrkdwn(attachment.footer)),
  ];
}

function reactions(message) {
  return h(
    "div",
    { class: "reactions" },
    message.reactions.map(({ name, users, count }) =>
      h("span", { class: "reaction", title: users.map(nameOf).join(", ") }, `${emoji(name) ?? `:${name}:`} ${count}`),
    ),
  );
}

export function openThread(ts) {
  store.thread = ts;
  changed();
  document.querySelector("#thread .close")?.focus();
}

function replies(message) {
  const count = message.reply_count;
  return h(
    "button",
    { type: "button", class: "replies", onclick: () => openThread(message.ts) },
    message.reply_users.slice(0, 3).map(avatar),
    h("span", { class: "link" }, count === 1 ? "1 reply" : `${count} replies`),
    h("span", { class: "quiet" }, `Last reply ${timeOf(message.latest_reply)}`),
  );
}

function threadButton(message) {
  const root = message.thread_ts ?? message.ts;
  return h(
    "button",
    { type: "button", class: "icon in-thread", "aria-label": "Open thread", title: "Open thread", onclick: () => openThread(root) },
    "💬",
  );
}
