// Headers of the customer's own that every message carries.
import * as api from "../api.js";
import { h } from "../dom.js";
import { ask, group, input } from "../dialog.js";
import { button, card, facts, load, loading, notice } from "../ui.js";
import { current } from "../session.js";

export function headersCard(endpoint, signal) {
  const path = api.app("endpoint", endpoint.id, "headers");
  const place = h("div", null, loading());
  let known = { headers: {}, sensitive: [] };

  const show = () => load(place, signal, async () => {
    known = await api.get(path, null, signal);
    const pairs = [
      ...Object.entries(known.headers).map(([name, value]) => [h("span", { class: "mono" }, name), h("span", { class: "mono" }, value)]),
      ...known.sensitive.map(name => [h("span", { class: "mono" }, name), h("span", { class: "quiet" }, "hidden")]),
    ];
    return pairs.length > 0 ? facts(pairs, "stacked") : h("p", { class: "quiet" }, "There are no headers. Add one if your receiver needs it, for example for an API key.");
  });

  async function edit() {
    const rows = h("div", { class: "rows" });
    const add = (name = "", value = "", hidden = false) => rows.append(row(name, value, hidden));
    for (const [name, value] of Object.entries(known.headers)) add(name, value);
    for (const name of known.sensitive) add(name, "", true);
    if (rows.childElementCount === 0) add();
    const done = await ask({
      title: "Headers", act: "Save",
      body: group("headers", "Sent with every message", [rows, button("Add another", () => { add(); rows.lastChild.querySelector("input").focus(); }, { class: "small" })],
        "The values of headers such as Authorization are never shown again. To keep such a value, leave the field empty."),
      submit: () => api.patch(path, changes(rows)),
    });
    if (!done) return;
    notice("Saved.");
    await show();
  }

  function changes(rows) {
    const headers = {};
    const kept = new Set();
    for (const { dataset, children: [name, value] } of rows.children) {
      const key = name.value.trim();
      if (!key) continue;
      kept.add(key.toLowerCase());
      if (dataset.hidden !== "true" || value.value !== "" || key !== dataset.name) headers[key] = value.value;
    }
    const before = [...Object.keys(known.headers), ...known.sensitive];
    return { headers, deleteHeaders: before.filter(name => !kept.has(name.toLowerCase())) };
  }

  show();
  return card("Headers", current().can.manage && button("Edit", edit, { class: "small" }), place);
}

function row(name, value, hidden) {
  const element = h("div", { class: "row", "data-name": name, "data-hidden": String(hidden) },
    input({ value: name, placeholder: "Name", "aria-label": "Name of the header" }),
    input({ value, placeholder: hidden ? "unchanged" : "Value", "aria-label": "Value of the header" }),
    button("✕", () => element.remove(), { class: "plain", "aria-label": "Remove this header" }));
  return element;
}
