// What a person can press, pick or fill in. A control in an input block only remembers; any other one acts.

import { confirmed } from "./confirm.js";
import { h } from "./dom.js";
import { plain, plainOrMrkdwn } from "./mrkdwn.js";
import { store } from "./store.js";

export function control(element, block, surface) {
  const build = CONTROLS[element.type];
  if (!build) return h("span", { class: "quiet" }, `(${element.type})`);
  const node = build(element, handle(element, block, surface));
  const warning = surface.warnings?.find((w) => w.block_id === block.block_id && w.action_id === element.action_id);
  if (!warning) return node;
  return h("span", { class: "warned" }, node, h("span", { class: "warning", role: "alert" }, `⚠️ ${warning.text}`));
}

// The control's link to its surface: what it holds, what it is called, what happens when it changes.
function handle(element, block, surface) {
  const memory = `${surface.id}/${block.block_id}/${element.action_id}`;
  return {
    id: surface.input ? `${surface.labelId}-field` : undefined,
    labelId: surface.labelId,
    acts: !surface.input || block.dispatch_action,
    autofocus: element.focus_on_load,
    held: (initial) => (store.form.has(memory) ? store.form.get(memory) : initial),
    data: { block: block.block_id, action: element.action_id },
    async change(value, node) {
      if (surface.remembers) store.form.set(memory, value);
      forgive(node);
      if (surface.input && !block.dispatch_action) return true;
      if (!(await confirmed(element.confirm))) return false;
      node?.setAttribute("aria-busy", "true");
      await surface.act(block, element, value);
      node?.removeAttribute("aria-busy");
      return true;
    },
  };
}

// What was wrong has been seen to; the next submission judges anew.
function forgive(node) {
  const wrong = node?.closest(".input.wrong");
  wrong?.classList.remove("wrong");
  wrong?.querySelector(".error")?.remove();
}

function button(element, to) {
  const node = h(
    "button",
    {
      type: "button",
      class: `button ${element.style ?? ""}`,
      data: to.data,
      "aria-label": element.accessibility_label,
      onclick: () => {
        if (element.url) window.open(element.url, "_blank", "noopener");
        to.change(undefined, node);
      },
    },
    plain(element.text.text),
  );
  return node;
}

const optionNode = (option, chosen) =>
  h("option", { value: option.value, selected: option.value === chosen }, plainText(option.text));

const plainText = (object) => h("span", {}, plain(object.text)).textContent;

function choices(element, chosen) {
  if (!element.option_groups) return element.options.map((option) => optionNode(option, chosen));
  return element.option_groups.map((group) =>
    h("optgroup", { label: plainText(group.label) }, group.options.map((option) => optionNode(option, chosen))),
  );
}

function select(options, placeholder, to, initial) {
  const held = to.held(initial);
  const node = h(
    "select",
    {
      id: to.id,
      class: to.acts ? "select acting" : "select",
      data: to.data,
      "aria-label": to.id ? undefined : placeholder,
      onchange: async () => {
        await to.change(node.value, node);
        if (to.acts) node.value = initial ?? "";
      },
    },
    h("option", { value: "", selected: !held, disabled: true, hidden: true }, placeholder),
    options(held),
  );
  return h("span", { class: "select-frame" }, node);
}

const staticSelect = (element, to) =>
  select((held) => choices(element, held), element.placeholder?.text ?? "Choose one", to, element.initial_option?.value);

const peopleOptions = (held) =>
  Object.values(store.state.users)
    .filter((user) => !user.deleted && !user.is_bot)
    .map((user) => h("option", { value: user.id, selected: user.id === held }, user.name));

const usersSelect = (element, to) =>
  select(peopleOptions, element.placeholder?.text ?? "Choose a person", to, element.initial_user);

const channelOptions = (held) =>
  Object.values(store.state.channels)
    .filter((channel) => !channel.is_im && !channel.is_archived)
    .map((channel) => h("option", { value: channel.id, selected: channel.id === held }, `#${channel.name}`));

const channelsSelect = (element, to) =>
  select(
    channelOptions,
    element.placeholder?.text ?? "Choose a channel",
    to,
    element.initial_channel ?? element.initial_conversation,
  );

function multiSelect(element, to) {
  const held = to.held((element.initial_options ?? []).map((option) => option.value)) ?? [];
  const node = h(
    "select",
    {
      multiple: true,
      id: to.id,
      class: "select several",
      data: to.data,
      onchange: () => to.change([...node.selectedOptions].map((option) => option.value), node),
    },
    choices(element, null),
  );
  for (const option of node.options) option.selected = held.includes(option.value);
  return node;
}

function overflow(element, to) {
  const menu = h("div", { class: "overflow-menu", role: "menu", hidden: true });
  const toggle = h(
    "button",
    {
      type: "button",
      class: "button overflow",
      "aria-label": "More actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      data: to.data,
      onclick: () => show(menu.hidden),
    },
    "⋯",
  );
  const frame = h("span", { class: "overflow-frame" }, toggle, menu);
  const show = (open) => {
    menu.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
    if (!open) return;
    menu.classList.remove("leftward");
    menu.classList.toggle("leftward", menu.getBoundingClientRect().right > window.innerWidth - 8);
    menu.firstElementChild.focus();
  };
  menu.append(
    ...element.options.map((option) =>
      h(
        "button",
        {
          type: "button",
          role: "menuitem",
          value: option.value,
          onclick: () => {
            show(false);
            if (option.url) window.open(option.url, "_blank", "noopener");
            to.change(option.value, toggle);
          },
        },
        h("span", {}, plain(option.text.text)),
        option.description && h("small", {}, plain(option.description.text)),
      ),
    ),
  );
  frame.addEventListener("keydown", (event) => menuKey(event, menu, () => (show(false), toggle.focus())));
  frame.addEventListener("focusout", (event) => frame.contains(event.relatedTarget) || show(false));
  return frame;
}

function menuKey(event, menu, close) {
  const items = [...menu.children];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape" && !menu.hidden) {
    event.stopPropagation();
    close();
  } else if (step && !menu.hidden) {
    event.preventDefault();
    const next = items.indexOf(document.activeElement) + step;
    items[(next + items.length) % items.length].focus();
  }
}

function marks(kind) {
  return (element, to) => {
    const initial = kind === "radio" ? [element.initial_option?.value] : (element.initial_options ?? []).map((o) => o.value);
    const held = [to.held(initial) ?? []].flat();
    const group = h("div", { class: "marks", role: kind === "radio" ? "radiogroup" : "group", "aria-labelledby": to.labelId });
    const chosen = () => [...group.querySelectorAll("input:checked")].map((box) => box.value);
    for (const option of element.options) {
      const box = h("input", {
        type: kind,
        name: `${to.data.block}-${to.data.action}`,
        value: option.value,
        checked: held.includes(option.value),
        onchange: () => to.change(kind === "radio" ? chosen()[0] : chosen(), group),
      });
      const description = option.description && h("small", {}, plainOrMrkdwn(option.description));
      group.append(h("label", { class: "mark" }, box, h("span", {}, plainOrMrkdwn(option.text), description)));
    }
    return group;
  };
}

function field(kind, initialKey, { parse = (text) => text, show = (value) => value } = {}) {
  return (element, to) => {
    const node = h(element.multiline ? "textarea" : "input", {
      ...(element.multiline ? { rows: 4 } : { type: kind }),
      id: to.id,
      class: "field",
      data: to.data,
      value: show(to.held(element[initialKey] ?? "")),
      placeholder: element.placeholder?.text ?? "",
      maxLength: element.max_length ?? undefined,
      autofocus: to.autofocus,
      "aria-label": to.id ? undefined : (element.placeholder?.text ?? kind),
      [to.acts ? "onchange" : "oninput"]: () => to.change(parse(node.value), node),
    });
    return node;
  };
}

const localMinute = (seconds) => {
  if (!seconds) return "";
  const moment = new Date(seconds * 1000);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
};

const moment = {
  parse: (text) => (text ? Math.floor(new Date(text).getTime() / 1000) : null),
  show: localMinute,
};

const CONTROLS = {
  button,
  overflow,
  static_select: staticSelect,
  users_select: usersSelect,
  channels_select: channelsSelect,
  conversations_select: channelsSelect,
  multi_static_select: multiSelect,
  radio_buttons: marks("radio"),
  checkboxes: marks("checkbox"),
  plain_text_input: field("text", "initial_value"),
  number_input: field("number", "initial_value"),
  email_text_input: field("email", "initial_value"),
  url_text_input: field("url", "initial_value"),
  datepicker: field("date", "initial_date"),
  timepicker: field("time", "initial_time"),
  datetimepicker: field("datetime-local", "initial_date_time", moment),
};
