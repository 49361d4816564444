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
    const grace = select([["0", "Immediately"], ["3600", "After an hour"], ["86400", "After a day"], ["604800", "After a week"]], "86400");
    const done = await ask({
      title: "Rotate the secret?", act: "Rotate",
      body: [
        h("p", null, "A new secret is created. Messages are signed with both secrets until the old secret expires. Give the new secret to your receiver before that time."),
        field("gracePeriodSeconds", "The old secret expires", grace),
      ],
      submit: () => api.post(api.app("endpoint", endpoint.id, "secret", "rotate"), { gracePeriodSeconds: Number(grace.value) }),
    });
    if (!done) return;
    notice("The secret was rotated.");
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
    h("p", { class: "quiet" }, "Your receiver uses this secret to verify that a message comes from this service and was not changed."), text, actions);
}
