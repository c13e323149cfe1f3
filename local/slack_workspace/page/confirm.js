// The dialog that stands between a control and its act, where the element asks for one.

import { h } from "./dom.js";
import { plain, plainOrMrkdwn } from "./mrkdwn.js";

export function confirmed(question) {
  if (!question) return Promise.resolve(true);
  const dialog = document.getElementById("confirm");
  return new Promise((resolve) => {
    const answer = (value) => () => {
      dialog.close();
      resolve(value);
    };
    dialog.replaceChildren(
      h("h2", { id: "confirm-title" }, plain(question.title.text)),
      h("div", { class: "confirm-text" }, plainOrMrkdwn(question.text)),
      h(
        "div",
        { class: "confirm-buttons" },
        h("button", { type: "button", class: "button", onclick: answer(false) }, plain(question.deny.text)),
        h(
          "button",
          { type: "button", class: `button ${question.style ?? "primary"}`, onclick: answer(true) },
          plain(question.confirm.text),
        ),
      ),
    );
    dialog.oncancel = answer(false);
    dialog.showModal();
  });
}
