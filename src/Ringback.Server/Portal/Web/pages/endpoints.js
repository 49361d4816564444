// All endpoints.
import * as api from "../api.js";
import { h, put } from "../dom.js";
import { list, table } from "../list.js";
import { count } from "../format.js";
import { badge, button, card, empty, notice } from "../ui.js";
import { current } from "../session.js";
import { endpointForm } from "../parts/endpoint-form.js";

export function endpoints(signal) {
  const add = async () => {
    const made = await endpointForm();
    if (!made) return;
    notice("The endpoint was added.");
    location.hash = `#/endpoints/${made.id}`;
  };
  const mayAdd = current().can.manage;
  const rows = list({
    signal,
    label: "endpoints",
    read: iterator => api.get(api.app("endpoint"), { limit: 25, iterator }, signal),
    rows: data => table(["Endpoint", "Events", "Last 24 hours", "State"], data, endpoint => ({
      href: `#/endpoints/${endpoint.id}`,
      label: `Endpoint ${nameOf(endpoint)}`,
      cells: [
        [h("span", { class: "url" }, nameOf(endpoint)), endpoint.description && h("span", { class: "quiet" }, endpoint.description)],
        wanted(endpoint),
        day(endpoint, signal),
        endpoint.disabled ? badge("off", "Disabled") : badge("ok", "Active"),
      ],
    })),
    nothing: () => mayAdd
      ? empty("No endpoints yet", "An endpoint is a URL of yours that messages are sent to. After you add an endpoint, it gets all new messages.",
        button("Add an endpoint", add, { class: "primary" }))
      : empty("No endpoints yet", "Your link allows you to see endpoints, but not to add any."),
  });
  rows.refresh();
  return [
    h("div", { class: "title" }, h("h1", null, "Endpoints"), mayAdd && button("Add an endpoint", add, { class: "primary" })),
    card(null, null, rows.element),
  ];
}

/** A poller has no address. */
export const nameOf = endpoint => endpoint.url || endpoint.description || "Poller";

function wanted(endpoint) {
  const types = endpoint.eventTypes;
  if (!types) return h("span", { class: "quiet" }, "All");
  return [h("span", { class: "chip" }, types[0]), types.length > 1 && h("span", { class: "quiet" }, ` and ${types.length - 1} more`)];
}

/** How it went today; filled in when it is known, and left out when it can't be. */
function day(endpoint, signal) {
  const place = h("span", { class: "day" }, "…");
  const [since, until] = [new Date(Date.now() - 86400000), new Date()].map(time => time.toISOString());
  api.get(api.app("endpoint", endpoint.id, "stats"), { since, until }, signal).then(stats => {
    const parts = [
      stats.success > 0 && h("span", { class: "ok" }, `${count(stats.success)} succeeded`),
      stats.fail > 0 && h("span", { class: "bad" }, `${count(stats.fail)} failed`),
      stats.pending > 0 && h("span", { class: "wait" }, `${count(stats.pending)} waiting`),
    ].filter(Boolean);
    put(place, parts.length > 0 ? parts : h("span", { class: "quiet" }, "Nothing sent"));
  }, () => put(place, "–"));
  return place;
}
