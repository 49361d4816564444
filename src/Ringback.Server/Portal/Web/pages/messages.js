// All messages, and how each stands with the endpoints it goes to.
import * as api from "../api.js";
import { h, put } from "../dom.js";
import { select } from "../dialog.js";
import { time } from "../format.js";
import { list, table } from "../list.js";
import { badge, button, card, empty, load } from "../ui.js";

const Hour = 3600000;

export function messages(signal) {
  const type = select([["", "All events"]], "", { "aria-label": "Event" });
  const period = select([["", "Any time"], ["1", "Last hour"], ["24", "Last 24 hours"], ["168", "Last 7 days"]], "", { "aria-label": "Time" });
  const rows = list({
    signal,
    label: "messages",
    read: iterator => api.get(api.app("msg"), {
      limit: 20, iterator, event_types: type.value, with_content: false,
      after: period.value && new Date(Date.now() - Number(period.value) * Hour).toISOString(),
    }, signal),
    rows: data => table(["Event", "Endpoints", "Id", "When"], data, message => ({
      href: `#/messages/${message.id}`,
      label: `Message ${message.eventType}`,
      cells: [
        [h("span", { class: "mono" }, message.eventType), message.eventId && h("span", { class: "quiet" }, message.eventId)],
        destinations(message, signal),
        h("span", { class: "mono quiet" }, message.id),
        time(message.timestamp),
      ],
    })),
    nothing: () => type.value || period.value
      ? empty("Nothing matches", "Choose another event or a longer period.")
      : empty("No messages yet", "Every message that is sent to one of your endpoints will appear here."),
  });
  for (const element of [type, period]) element.addEventListener("change", rows.refresh);
  load(h("div"), signal, async () => {
    type.append(...(await api.all("event-type", { include_archived: true }, signal)).map(({ name }) => h("option", { value: name }, name)));
  });
  rows.refresh();
  return [
    h("div", { class: "title" }, h("h1", null, "Messages"), button("Refresh", rows.refresh)),
    card(null, null, h("div", { class: "filters", role: "search", "aria-label": "Filter messages" }, type, period), rows.element),
  ];
}

/** How many endpoints have it, filled in when it is known. */
function destinations(message, signal) {
  const place = h("span", { class: "day" }, "…");
  api.get(api.app("msg", message.id, "endpoint"), { limit: 250, expanded_statuses: true }, signal).then(({ data, done }) => {
    const number = (...states) => data.filter(row => states.includes(row.status)).length;
    const [good, bad, waiting, canceled] = [number(0), number(2), number(1, 3), number(4)];
    put(place,
      good > 0 && badge("ok", `${good}`), bad > 0 && badge("bad", `${bad} failed`),
      waiting > 0 && badge("wait", `${waiting} waiting`), canceled > 0 && badge("off", `${canceled} canceled`),
      data.length === 0 && h("span", { class: "quiet" }, "none"), !done && h("span", { class: "quiet" }, "and more"));
  }, () => put(place, "–"));
  return place;
}
