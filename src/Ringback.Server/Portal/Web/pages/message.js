// One message: what it says, where it went, and every try.
import * as api from "../api.js";
import { h } from "../dom.js";
import { exactTime, time } from "../format.js";
import { list, table } from "../list.js";
import { button, card, crumbs, empty, facts, follow, load, loading, state } from "../ui.js";
import { attemptRow, AttemptColumns } from "../parts/attempt-row.js";
import { payload } from "../parts/payload.js";
import { resendButton } from "../parts/resend.js";
import { nameOf } from "./endpoints.js";

export function message(signal, id) {
  const place = h("div", null, loading());
  load(place, signal, async () => content(await api.get(api.app("msg", id), { with_content: true }, signal), signal));
  return place;
}

function content(message, signal) {
  const attempts = list({
    signal,
    label: "attempts",
    read: iterator => api.get(api.app("attempt", "msg", message.id), { limit: 20, iterator, expanded_statuses: true, with_content: false }, signal),
    rows: data => table(["To", ...AttemptColumns.slice(1)], data, attemptRow),
    nothing: () => empty("Not sent yet", "Each attempt will appear here with the answer of your receiver."),
  });
  const destinations = list({
    signal,
    label: "endpoints",
    read: iterator => api.get(api.app("msg", message.id, "endpoint"), { limit: 20, iterator, expanded_statuses: true }, signal),
    rows: data => {
      watch(data);
      return table(["Endpoint", "State", "Next attempt", ""], data, endpoint => destination(message, endpoint, () => follow(signal, refresh)));
    },
    nothing: () => empty("No endpoint got this message", "There was no endpoint, or no endpoint subscribes to this event type. An endpoint that was added later can get the message with “Recover”."),
  });
  const refresh = () => { destinations.again(); attempts.again(); };
  let watched = false;
  // Most look at a message just after it was sent.
  function watch(data) {
    if (watched || !data.some(({ status }) => status === 1 || status === 3)) return;
    watched = true;
    follow(signal, refresh);
  }

  destinations.refresh();
  attempts.refresh();

  return [
    crumbs(["Messages", "#/messages"]),
    h("div", { class: "title" }, h("div", null, h("h1", { class: "mono" }, message.eventType), h("p", { class: "quiet" }, time(message.timestamp)))),
    h("div", { class: "columns" },
      h("div", null,
        card("Endpoints", button("Refresh", refresh, { class: "small" }), destinations.element),
        card("Attempts", null, attempts.element)),
      h("div", { class: "side" },
        payload("Content", message),
        card("Message", null, facts([
          ["Accepted", exactTime(message.timestamp)],
          message.deliverAt && ["Not sent before", exactTime(message.deliverAt)],
          message.eventId && ["Event id", h("span", { class: "mono" }, message.eventId)],
          message.channels && ["Channels", message.channels.join(", ")],
          message.tags && ["Tags", message.tags.join(", ")],
        ]), facts([["Id", h("span", { class: "mono" }, message.id)]], "stacked")))),
  ];
}

function destination(message, endpoint, sent) {
  const poller = endpoint.kind === "poller";
  // Nothing but its id is left of a deleted one.
  const gone = !poller && !endpoint.url;
  return {
    href: gone ? null : `#/endpoints/${endpoint.id}`,
    label: `Endpoint ${nameOf(endpoint)}`,
    cells: [
      gone ? [h("span", null, "Deleted endpoint"), h("span", { class: "quiet mono" }, endpoint.id)]
        : [h("span", { class: "url" }, nameOf(endpoint)), endpoint.url && endpoint.description && h("span", { class: "quiet" }, endpoint.description)],
      state(endpoint.status),
      endpoint.nextAttempt && time(endpoint.nextAttempt),
      !poller && !endpoint.disabled && resendButton(message.id, endpoint.id, sent, { class: "small", "aria-label": `Send again to ${endpoint.url}` }),
    ],
  };
}
