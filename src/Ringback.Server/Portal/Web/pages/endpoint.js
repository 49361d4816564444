// One endpoint: how it goes, what was tried, and everything that can be set about it.
import * as api from "../api.js";
import { h } from "../dom.js";
import { exactTime } from "../format.js";
import { badge, button, card, crumbs, facts, follow, load, loading, notice } from "../ui.js";
import { ask } from "../dialog.js";
import { current } from "../session.js";
import { endpointForm } from "../parts/endpoint-form.js";
import { headersCard } from "../parts/headers.js";
import { recover } from "../parts/recover.js";
import { secretCard } from "../parts/secret.js";
import { sendExample } from "../parts/send-example.js";
import { statistics } from "../parts/statistics.js";
import { endpointAttempts } from "../parts/endpoint-attempts.js";
import { nameOf } from "./endpoints.js";

export function endpoint(signal, id) {
  const place = h("div", null, loading());
  const show = () => load(place, signal, async () => content(await api.get(api.app("endpoint", id), null, signal), signal, show));
  show();
  return place;
}

function content(endpoint, signal, show) {
  const { can } = current();
  const poller = endpoint.kind === "poller";
  const maySend = can.send && !poller && !endpoint.disabled;
  const attempts = endpointAttempts(endpoint, signal);
  const figures = statistics(endpoint, signal);
  const refresh = () => { attempts.refresh(); figures.refresh(); };
  const change = async properties => {
    await api.patch(api.app("endpoint", endpoint.id), properties);
    await show();
  };
  const edit = async () => {
    if (!await endpointForm(endpoint)) return;
    notice("Saved.");
    await show();
  };

  return [
    crumbs(["Endpoints", "#/"]),
    h("div", { class: "title" },
      h("div", null, h("h1", { class: "url" }, nameOf(endpoint)),
        h("p", { class: "quiet" }, endpoint.disabled ? badge("off", "Disabled") : badge("ok", "Active"), " ", endpoint.url && endpoint.description)),
      h("div", { class: "actions" },
        maySend && button("Send an example", async () => { if (await sendExample(endpoint)) follow(signal, refresh); }),
        maySend && button("Recover…", async () => { if (await recover(endpoint)) follow(signal, refresh); }),
        can.manage && button("Edit", edit, { class: "primary" }))),
    endpoint.disabled && h("div", { class: "banner", role: "note" },
      h("p", null, "This endpoint is disabled, so it gets no messages. New messages are stored. Enable the endpoint, then use “Recover” to get the messages that it missed."),
      can.manage && button("Enable", () => change({ disabled: false }))),
    h("div", { class: "columns" },
      h("div", null, figures.element, attempts.element),
      h("div", { class: "side" },
        card("Settings", null, facts([
          ["Events", chips(endpoint.eventTypes) ?? "All"],
          ["Channels", chips(endpoint.channels) ?? "All"],
          ["Rate", endpoint.throttleRate ? `At most ${endpoint.throttleRate} messages per second` : "No limit"],
          !poller && ["Order", endpoint.deliveryOrder === "fifo" ? (endpoint.whenExhausted === "hold" ? "In the order sent; a message that failed for good delays all later ones" : "In the order sent") : "Any"],
          poller && ["Kind", "Poller: your program asks for the messages"],
          ["Added", exactTime(endpoint.createdAt)],
          ["Changed", exactTime(endpoint.updatedAt)],
        ]), facts([["Id", h("span", { class: "mono" }, endpoint.id)]], "stacked")),
        !poller && secretCard(endpoint, signal),
        !poller && headersCard(endpoint, signal),
        can.manage && card("Stop sending", null, h("div", { class: "buttons left" },
          !endpoint.disabled && button("Disable", () => change({ disabled: true })),
          button("Delete…", () => remove(endpoint), { class: "danger" }))))),
  ];
}

const chips = names => names && h("span", { class: "chips" }, names.map(name => h("span", { class: "chip" }, name)));

async function remove(endpoint) {
  const done = await ask({
    title: "Delete this endpoint?", act: "Delete", danger: true,
    body: h("p", null, h("strong", { class: "url" }, nameOf(endpoint)), " will get no more messages, and messages that wait for it won’t be sent. You can’t undo this. If you only want to pause the endpoint, disable it instead."),
    submit: () => api.remove(api.app("endpoint", endpoint.id)),
  });
  if (!done) return;
  notice("The endpoint was deleted.");
  location.hash = "#/";
}
