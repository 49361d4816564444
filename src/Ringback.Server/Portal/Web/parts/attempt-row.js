// An attempt in a table.
import { h } from "../dom.js";
import { answer, duration, time } from "../format.js";
import { state } from "../ui.js";

export const AttemptColumns = ["Event", "State", "Answer", "Duration", "When"];

export const attemptRow = attempt => ({
  href: `#/messages/${attempt.msgId}/attempts/${attempt.id}`,
  label: `Attempt at ${attempt.msg?.eventType ?? attempt.url}, ${attempt.statusText}`,
  cells: [
    [h("span", { class: "mono" }, attempt.msg?.eventType ?? attempt.url), attempt.triggerType === 1 && h("span", { class: "quiet" }, "requested by a user")],
    state(attempt.status), answer(attempt), duration(attempt.responseDurationMs), time(attempt.timestamp),
  ],
});
