// rich_text blocks: strings that are never read as markup.

import { slackDate } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { channelMention, groupMention, link, mention, userMention } from "./mrkdwn.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

export function richText(block) {
  return h("div", { class: "rich-text" }, block.elements.map(container));
}

function container(element) {
  switch (element.type) {
    case "rich_text_preformatted":
      return h("pre", {}, inlines(element.elements));
    case "rich_text_quote":
      return h("blockquote", {}, inlines(element.elements));
    case "rich_text_list":
      return h(
        element.style === "ordered" ? "ol" : "ul",
        { class: `indent-${element.indent ?? 0}` },
        element.elements.map((item) => h("li", {}, inlines(item.elements))),
      );
    default:
      return h("p", {}, inlines(element.elements));
  }
}

const inlines = (elements) => elements.map((element) => styled(inline(element), element.style));

function styled(node, style = {}) {
  return Object.entries(style).reduce(
    (inner, [name, on]) => (on && STYLES[name] ? h(STYLES[name], {}, inner) : inner),
    node,
  );
}

function inline(element) {
  switch (element.type) {
    case "text":
      return h("span", {}, element.text);
    case "link":
      return link(element.url, [element.text ?? element.url]) ?? h("span", {}, element.text ?? element.url);
    case "emoji":
      return h("span", {}, emoji(element.name) ?? `:${element.name}:`);
    case "user":
      return userMention(element.user_id);
    case "usergroup":
      return groupMention(element.usergroup_id);
    case "channel":
      return channelMention(element.channel_id);
    case "broadcast":
      return mention(`@${element.range}`, true);
    default:
      return h("time", {}, slackDate(String(element.timestamp), element.format, element.fallback ?? ""));
  }
}
