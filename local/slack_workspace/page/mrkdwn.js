// Slack's mrkdwn as DOM nodes. https://docs.slack.dev/messaging/formatting-message-text

import { slackDate } from "./dates.js";
import { h } from "./dom.js";
import { SHORTCODE, emoji, withEmoji } from "./emoji.js";
import { nameOf, store } from "./store.js";

const unescape = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

// A mark is markup only at the edge of a word; what stands between may not begin or end with a blank.
const edge = (mark) =>
  `(?<![\\p{L}\\p{N}${mark}])${mark === "*" ? "\\*" : mark}(?=\\S)([^${mark}\\n]+?)(?<=\\S)` +
  `${mark === "*" ? "\\*" : mark}(?![\\p{L}\\p{N}${mark}])`;
const INLINE = new RegExp(
  ["`([^`\\n]+)`", "<([^<>\\n]+)>", edge("*"), edge("_"), edge("~"), SHORTCODE.source].join("|"),
  "gu",
);

export function mrkdwn(text) {
  return text
    .split(/\n?```\n?([\s\S]+?)\n?```\n?/)
    .flatMap((part, index) => (index % 2 ? [h("pre", {}, unescape(part))] : part ? quotesAndLines(part) : []));
}

export function plain(text) {
  return lines(withEmoji(unescape(text)).split("\n"), (line) => [line]);
}

export function plainOrMrkdwn(object) {
  return object.type === "mrkdwn" ? mrkdwn(object.text) : plain(object.text);
}

function quotesAndLines(text) {
  const nodes = [];
  let quoted = null;
  let loose = [];
  const flush = () => {
    if (loose.length) nodes.push(...lines(loose, inline));
    if (quoted) nodes.push(h("blockquote", {}, lines(quoted, inline)));
    [loose, quoted] = [[], null];
  };
  for (const line of text.split("\n")) {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (Boolean(quote) !== Boolean(quoted)) flush();
    if (quote) (quoted ??= []).push(quote[1]);
    else loose.push(line);
  }
  flush();
  return nodes;
}

function lines(texts, render) {
  return texts.flatMap((text, index) => (index ? [h("br"), ...render(text)] : render(text)));
}

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, token, bold, italic, strike, shortcode] = match;
    if (match.index > end) nodes.push(unescape(text.slice(end, match.index)));
    if (code) nodes.push(h("code", {}, unescape(code)));
    else if (token) nodes.push(entity(token));
    else if (bold) nodes.push(h("strong", {}, inline(bold)));
    else if (italic) nodes.push(h("em", {}, inline(italic)));
    else if (strike) nodes.push(h("s", {}, inline(strike)));
    else nodes.push(emoji(shortcode) ?? whole);
    end = match.index + whole.length;
  }
  if (end < text.length) nodes.push(unescape(text.slice(end)));
  return nodes;
}

// What stands between < and >: a mention, a date or a link; anything else is shown as it came.
function entity(token) {
  const bar = token.indexOf("|");
  const target = bar < 0 ? token : token.slice(0, bar);
  const label = bar < 0 ? null : token.slice(bar + 1);
  if (target.startsWith("@")) return userMention(target.slice(1));
  if (target.startsWith("#")) return channelMention(target.slice(1));
  if (target.startsWith("!subteam^")) return groupMention(target.slice(9));
  if (target.startsWith("!date^")) return dateNode(target.slice(6), label ?? "");
  if (/^!(here|channel|everyone)$/.test(target)) return mention(`@${target.slice(1)}`, true);
  return link(unescape(target), label === null ? null : inline(label)) ?? unescape(`<${token}>`);
}

export function mention(text, forMe) {
  return h("span", { class: forMe ? "mention mine" : "mention" }, text);
}

export function userMention(id) {
  return mention(`@${nameOf(id)}`, id === store.me);
}

export function groupMention(id) {
  const group = store.state.groups[id];
  return mention(`@${group?.handle ?? id}`, false);
}

export function channelMention(id) {
  return mention(`#${store.state.channels[id]?.name ?? id}`, false);
}

export function link(url, content) {
  if (!/^(https?:\/\/|mailto:)/i.test(url)) return null;
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, content ?? [url]);
}

function dateNode(rest, fallback) {
  const [seconds, template = "", url] = rest.split("^");
  const shown = slackDate(seconds, unescape(template), unescape(fallback));
  const node = h("time", { title: unescape(fallback) }, shown);
  return url ? link(unescape(url), [node]) ?? node : node;
}
