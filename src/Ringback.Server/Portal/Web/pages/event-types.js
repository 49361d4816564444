// The catalogue of event types, with what their content looks like.
import * as api from "../api.js";
import { h } from "../dom.js";
import { input } from "../dialog.js";
import { pretty } from "../format.js";
import { badge, card, code, empty, load, loading } from "../ui.js";
import { newest, properties } from "../parts/schema.js";

export function eventTypes(signal) {
  const place = h("div", null, loading());
  load(place, signal, async () => {
    const types = await api.all("event-type", { with_content: true }, signal);
    return types.length > 0 ? content(types) : card(null, null, empty("No event types yet", "This page will list the event types when some are defined."));
  });
  return [h("div", { class: "title" }, h("h1", null, "Event types")), place];
}

function content(types) {
  const groups = Map.groupBy ? Map.groupBy(types, groupOf) : grouped(types);
  const rows = [];
  const cards = [...groups].map(([name, members]) => card(name, null, members.map(type => {
    const row = entry(type);
    rows.push([row, `${type.name} ${type.description}`.toLowerCase()]);
    return row;
  })));
  const nothing = h("p", { class: "quiet", hidden: true, role: "status" }, "No event type matches.");
  const search = input({ type: "search", class: "search", placeholder: "Search events", "aria-label": "Search events", input: event => {
    const wanted = event.target.value.trim().toLowerCase();
    for (const [row, text] of rows) row.hidden = !text.includes(wanted);
    for (const element of cards) element.hidden = !element.querySelector("details:not([hidden])");
    nothing.hidden = rows.some(([row]) => !row.hidden);
  } });
  return [types.length > 8 && search, nothing, cards];
}

const groupOf = type => type.groupName ?? "Events";

function grouped(types) {
  const groups = new Map();
  for (const type of types) groups.set(groupOf(type), [...groups.get(groupOf(type)) ?? [], type]);
  return groups;
}

function entry(type) {
  const schema = newest(type.schemas);
  return h("details", { class: "type" },
    h("summary", null, h("span", { class: "mono" }, type.name), type.deprecated && badge("off", "Deprecated"), h("span", { class: "quiet" }, type.description)),
    schema ? [properties(schema), h("details", null, h("summary", null, "JSON schema"), code(pretty(schema), `Schema of ${type.name}`))]
      : h("p", { class: "quiet" }, "This event type has no schema."));
}
