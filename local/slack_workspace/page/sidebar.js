// The channels a person is in, unread marks, the app with its Home tab, and the switch of who one is.

import { h, refresh } from "./dom.js";
import { avatar } from "./message.js";
import { act, changed, channelsOfMine, store } from "./store.js";

const sidebar = document.getElementById("sidebar");
const menu = document.getElementById("menu");
const who = document.getElementById("who");

export function showDrawer(open) {
  document.body.classList.toggle("drawer", open);
  menu.setAttribute("aria-expanded", String(open));
}

menu.addEventListener("click", () => showDrawer(!document.body.classList.contains("drawer")));
document.addEventListener("keydown", (event) => event.key === "Escape" && showDrawer(false));
document.querySelector(".room").addEventListener("click", () => showDrawer(false));

function go(channel) {
  Object.assign(store, { channel, thread: null, home: false });
  showDrawer(false);
  changed();
}

function goHome() {
  Object.assign(store, { home: true, thread: null });
  showDrawer(false);
  changed();
  act("home", { user: store.me });
}

function unread(channel) {
  if (!store.seen.has(channel.id)) return 0;
  return store.state.messages[channel.id].length - store.seen.get(channel.id);
}

function channelButton(channel) {
  const here = !store.home && channel.id === store.channel;
  const news = here ? 0 : unread(channel);
  return h(
    "button",
    {
      type: "button",
      class: `channel${news > 0 ? " unread" : ""}${channel.is_archived ? " archived" : ""}`,
      "aria-current": here ? "page" : undefined,
      onclick: () => go(channel.id),
    },
    h("span", { class: "hash" }, channel.is_archived ? "▣" : "#"),
    h("span", { class: "grow" }, channel.name),
    news > 0 && h("span", { class: "badge", "aria-label": `${news} new` }, String(news)),
  );
}

function appButton(label, isHere, onclick) {
  return h(
    "button",
    { type: "button", class: "channel", "aria-current": isHere ? "page" : undefined, onclick },
    avatar(store.state.bot),
    h("span", { class: "grow" }, label),
  );
}

export function renderSidebar() {
  const mine = channelsOfMine();
  const direct = mine.find((channel) => channel.is_im);
  const rooms = mine.filter((channel) => !channel.is_im);
  for (const channel of rooms) if (!store.seen.has(channel.id)) store.seen.set(channel.id, store.state.messages[channel.id].length);
  const sign = JSON.stringify([mine, store.channel, store.home, store.me, rooms.map(unread)]);
  refresh(sidebar, sign, () => [
    h("h2", {}, "Channels"),
    ...rooms.map(channelButton),
    (store.state.app.home_tab || direct) && h("h2", {}, "Apps"),
    store.state.app.home_tab && appButton("Lastcall", store.home, goHome),
    direct && appButton("Messages", !store.home && store.channel === direct.id, () => go(direct.id)),
  ]);
}

const STANDING = [
  ["is_restricted", "guest"],
  ["in_do_not_disturb", "do not disturb"],
];

export function renderWho() {
  const people = Object.values(store.state.users).filter((user) => !user.is_bot && !user.deleted);
  refresh(who, JSON.stringify([people, store.me]), () =>
    people.map((user) => {
      const foreign = user.team_id !== store.state.team.id && "another company";
      const standing = foreign || STANDING.find(([flag]) => user[flag])?.[1];
      return h("option", { value: user.id, selected: user.id === store.me }, standing ? `${user.name} (${standing})` : user.name);
    }),
  );
  document.getElementById("team").textContent = store.state.team.name;
}

who.addEventListener("change", () => {
  store.me = who.value;
  sessionStorage.setItem("who", store.me);
  store.form.clear();
  const mine = channelsOfMine();
  if (!mine.some((channel) => channel.id === store.channel)) go(mine[0].id);
  else changed();
});
