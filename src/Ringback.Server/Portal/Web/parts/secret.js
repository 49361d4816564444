// The secret that messages are signed with: hidden until it is asked for.
import * as api from "../api.js";
import { h, put } from "../dom.js";
import { ask, field, select } from "../dialog.js";
import { button, card, copyButton, notice } from "../ui.js";
import { current } from "../session.js";

const Hidden = "••••••••••••••••••••••••";

export function secretCard(endpoint, signal) {
  const { can } = current();
  if (!can.viewSecret && !can.rotateSecret) return null;
  let key = null;
  const text = h("code", { class: "secret", "aria-label": "Signing secret" }, Hidden);
  const actions = h("div", { class: "buttons left" });

  async function reveal() {
    ({ key } = await api.get(api.app("endpoint", endpoint.id, "secret"), null, signal));
    show();
  }

  function hide() {
    key = null;
    show();
  }

  async function rotate() {
    const grace = select([["0", "At once"], ["3600", "After an hour"], ["86400", "After a day"], ["604800", "After a week"]], "86400");
    const done = await ask({
      title: "Make a new secret?", act: "Rotate",
      body: [
        h("p", null, "Messages are signed with both secrets until the old one ends. Put the new one into your receiver before that."),
        field("gracePeriodSeconds", "The old secret ends", grace),
      ],
      submit: () => api.post(api.app("endpoint", endpoint.id, "secret", "rotate"), { gracePeriodSeconds: Number(grace.value) }),
    });
    if (!done) return;
    notice("There is a new secret.");
    if (can.viewSecret) await reveal();
  }

  function show() {
    put(text, key ?? Hidden);
    put(actions,
      can.viewSecret && (key ? [button("Hide", hide, { class: "small" }), copyButton(() => key, "secret")] : button("Show", reveal, { class: "small" })),
      can.rotateSecret && button("Rotate…", rotate, { class: "small" }));
  }

  show();
  return card("Signing secret", null,
    h("p", { class: "quiet" }, "Your receiver checks with it that a message is from here and untouched."), text, actions);
}
