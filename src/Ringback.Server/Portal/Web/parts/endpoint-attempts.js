// What was tried at an endpoint, and what waits for it, filtered.
import * as api from "../api.js";
import { h } from "../dom.js";
import { input, select } from "../dialog.js";
import { fromLocal, time } from "../format.js";
import { list, table } from "../list.js";
import { button, card, empty, state } from "../ui.js";
import { attemptRow, AttemptColumns } from "./attempt-row.js";

const Hour = 3600000;
const Waiting = "waiting";

export function endpointAttempts(endpoint, signal) {
  const status = select([["", "All attempts"], ["0", "Succeeded"], ["2", "Failed"], [Waiting, "Waiting to be sent"]], "", { "aria-label": "State" });
  const code = select([["", "Any answer"], ["200", "2xx"], ["300", "3xx"], ["400", "4xx"], ["500", "5xx"], ["0", "No answer"]], "", { "aria-label": "Answer" });
  const period = select([["", "Any time"], ["1", "Last hour"], ["24", "Last 24 hours"], ["168", "Last 7 days"], ["own", "Between…"]], "", { "aria-label": "Time" });
  const from = input({ type: "datetime-local", "aria-label": "From" });
  const to = input({ type: "datetime-local", "aria-label": "Until" });
  const between = h("span", { class: "between", hidden: true }, from, " – ", to);
  const filtered = () => status.value || code.value || period.value;

  function times() {
    if (period.value === "own") return { after: fromLocal(from.value), before: fromLocal(to.value) };
    return { after: period.value && new Date(Date.now() - Number(period.value) * Hour).toISOString() };
  }

  function read(iterator) {
    const filter = { limit: 20, iterator, ...times(), expanded_statuses: true, with_content: false };
    return status.value === Waiting
      ? api.get(api.app("endpoint", endpoint.id, "msg"), { ...filter, status: 1 }, signal)
      : api.get(api.app("attempt", "endpoint", endpoint.id), { ...filter, status: status.value, status_code_class: code.value, with_msg: true }, signal);
  }

  const rows = list({
    signal, read, label: "attempts",
    rows: data => status.value === Waiting
      ? table(["Event", "State", "Next attempt", "Accepted"], data, message => ({
        href: `#/messages/${message.id}`,
        label: `Message ${message.eventType}`,
        cells: [h("span", { class: "mono" }, message.eventType), state(message.status), message.nextAttempt ? time(message.nextAttempt) : "as soon as possible", time(message.timestamp)],
      }))
      : table(AttemptColumns, data, attemptRow),
    nothing: () => filtered()
      ? empty("Nothing matches", "Choose other filters, or show all entries.", button("Show all", clear))
      : empty("Nothing was sent yet", "Each attempt to deliver a message will appear here with the answer of your receiver."),
  });

  function clear() {
    status.value = code.value = period.value = from.value = to.value = "";
    change();
  }

  function change() {
    between.hidden = period.value !== "own";
    code.disabled = status.value === Waiting;
    return rows.refresh();
  }

  for (const element of [status, code, period, from, to]) element.addEventListener("change", change);
  rows.refresh();
  return {
    element: card("Attempts", button("Refresh", rows.refresh, { class: "small" }),
      h("div", { class: "filters", role: "search", "aria-label": "Filter attempts" }, status, code, period, between), rows.element),
    refresh: rows.again,
  };
}
