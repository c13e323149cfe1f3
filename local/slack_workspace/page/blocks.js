// Layout blocks as DOM nodes. `surface` says where they stand and how their controls act.

import { control } from "./controls.js";
import { h } from "./dom.js";
import { mrkdwn, plain, plainOrMrkdwn } from "./mrkdwn.js";
import { richText } from "./rich_text.js";

export function blocks(list, surface) {
  return list.map((block) => h("div", { class: `block block-${block.type}` }, body(block, surface)));
}

function body(block, surface) {
  switch (block.type) {
    case "section":
      return section(block, surface);
    case "header":
      return h("h3", {}, plain(block.text.text));
    case "divider":
      return h("hr");
    case "context":
      return h("div", { class: "context" }, block.elements.map(contextElement));
    case "actions":
      return h("div", { class: "actions" }, block.elements.map((element) => control(element, block, surface)));
    case "input":
      return input(block, surface);
    case "image":
      return h("figure", {}, block.title && h("figcaption", {}, plain(block.title.text)), picture(block));
    case "rich_text":
      return richText(block);
    case "table":
      return table(block);
    default:
      return h("p", { class: "quiet" }, `A ${block.type} block`);
  }
}

function section(block, surface) {
  const text = [
    block.text && h("div", { class: "text" }, plainOrMrkdwn(block.text)),
    block.fields && h("div", { class: "fields" }, block.fields.map((field) => h("div", {}, plainOrMrkdwn(field)))),
  ];
  if (!block.accessory) return text;
  const side = block.accessory.type === "image" ? picture(block.accessory) : control(block.accessory, block, surface);
  return h("div", { class: "with-accessory" }, h("div", { class: "grow" }, text), h("div", { class: "accessory" }, side));
}

function contextElement(element) {
  return element.type === "image" ? picture(element) : h("span", {}, plainOrMrkdwn(element));
}

// Pictures from elsewhere are not fetched: the page loads nothing from outside itself.
function picture(image) {
  if (image.image_url.startsWith("data:image/")) return h("img", { src: image.image_url, alt: image.alt_text });
  return h("span", { class: "picture", role: "img", "aria-label": image.alt_text }, `🖼 ${image.alt_text}`);
}

function input(block, surface) {
  const id = `${surface.id}-${block.block_id}`;
  const error = surface.errors?.[block.block_id];
  const field = control(block.element, block, { ...surface, input: true, labelId: id });
  return h(
    "div",
    { class: error ? "input wrong" : "input" },
    h("label", { id, htmlFor: `${id}-field` }, plain(block.label.text), block.optional && h("span", { class: "quiet" }, " (optional)")),
    field,
    error && h("p", { class: "error", role: "alert" }, error),
    block.hint && h("p", { class: "quiet" }, plain(block.hint.text)),
  );
}

function table(block) {
  const cell = (tag) => (item) => h(tag, {}, item.type === "raw_text" ? item.text : richText(item));
  const [head, ...rows] = block.rows;
  return h(
    "div",
    { class: "table-frame" },
    h("table", {}, h("thead", {}, h("tr", {}, head.map(cell("th")))), h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell("td")))))),
  );
}

export { mrkdwn };
