// One attempt: what was sent, what came back, and what to do about it.
import * as api from "../api.js";
import { h } from "../dom.js";
import { answer, duration, exactTime, prettyText } from "../format.js";
import { card, code, copyButton, crumbs, facts, load, loading, state } from "../ui.js";
import { advice } from "../parts/advice.js";
import { payload } from "../parts/payload.js";
import { resendButton } from "../parts/resend.js";

export function attempt(signal, messageId, attemptId) {
  const place = h("div", null, loading());
  load(place, signal, async () => {
    const [attempt, message] = await Promise.all([
      api.get(api.app("msg", messageId, "attempt", attemptId), { expanded_statuses: true }, signal),
      api.get(api.app("msg", messageId), { with_content: true }, signal),
    ]);
    return content(attempt, message);
  });
  return place;
}

function content(attempt, message) {
  const toDo = advice(attempt);
  return [
    crumbs(["Endpoints", "#/"], ["Endpoint", `#/endpoints/${attempt.endpointId}`], ["Message", `#/messages/${message.id}`]),
    h("div", { class: "title" },
      h("div", null, h("h1", { class: "mono" }, message.eventType), h("p", { class: "quiet url" }, "to ", attempt.url)),
      h("div", { class: "actions" }, resendButton(message.id, attempt.endpointId, () => { location.hash = `#/messages/${message.id}`; }, { class: "primary" }))),
    toDo && h("div", { class: "banner bad", role: "note" }, h("p", null, toDo)),
    h("div", { class: "columns" },
      h("div", null,
        card("Answer", attempt.response && copyButton(() => attempt.response, "answer"),
          attempt.response ? code(prettyText(attempt.response), "Answer of the receiver") : h("p", { class: "quiet" }, "The answer has no content.")),
        payload("Sent", message)),
      h("div", { class: "side" }, card("Attempt", null, facts([
        ["State", state(attempt.status)],
        ["Answer", answer(attempt)],
        ["Duration", duration(attempt.responseDurationMs)],
        ["When", exactTime(attempt.timestamp)],
        ["Reason", attempt.triggerType === 1 ? "Requested by a user" : "Scheduled"],
      ]), facts([
        ["Message", h("a", { class: "mono", href: `#/messages/${message.id}` }, message.id)],
        ["Endpoint", h("a", { class: "mono", href: `#/endpoints/${attempt.endpointId}` }, attempt.endpointId)],
        ["Id", h("span", { class: "mono" }, attempt.id)],
      ], "stacked")))),
  ];
}
