// Sends again what failed, or what was never sent.
import * as api from "../api.js";
import { h } from "../dom.js";
import { ask, field, input, select } from "../dialog.js";
import { fromLocal, toLocal } from "../format.js";
import { notice } from "../ui.js";

/** @returns whether it was begun. */
export async function recover(endpoint) {
  const what = select([["recover", "Messages that failed"], ["replay-missing", "Messages that were never sent here"]], "recover");
  const since = input({ type: "datetime-local", value: toLocal(new Date(Date.now() - 86400000)), min: toLocal(new Date(Date.now() - 14 * 86400000)), max: toLocal(new Date()) });
  const done = await ask({
    title: "Recover messages", act: "Send again",
    body: [
      field("what", "What to send", what, "Messages that were never sent here are from before the endpoint was added, or from a time when it subscribed to other events."),
      field("since", "Since", since, "The time can be at most 14 days ago."),
      h("p", { class: "quiet" }, "The messages are sent only to this endpoint, oldest first. Your receiver may already have got some of them; it can recognise these by their webhook-id."),
    ],
    submit: () => api.post(api.app("endpoint", endpoint.id, what.value), { since: fromLocal(since.value) }),
  });
  if (done) notice("The recovery has started. The messages will appear below when they are sent.");
  return done;
}
