// Picks event types: all of them, or some of a list that can be searched.
import { h } from "../dom.js";
import { check, input } from "../dialog.js";

/**
 * @param types the catalogue.
 * @param chosen names, or null for all.
 * @returns { element, value }: value() is a list of names, or null for all.
 */
export function typePicker(types, chosen) {
  const picked = new Set(chosen ?? []);
  // What is chosen stays to be seen, even when it isn't in the catalogue any more.
  const names = [...new Set([...types.map(type => type.name), ...picked])];
  const all = check("All events, including those that are added later", { checked: !chosen });
  const box = all.querySelector("input");
  const search = input({ type: "search", placeholder: "Search events", "aria-label": "Search events" });
  const nothing = h("p", { class: "quiet", hidden: true }, "No event type matches.");
  const rows = names.map(name => {
    const type = types.find(type => type.name === name);
    const row = check(h("span", null, h("span", { class: "mono" }, name), type?.deprecated && h("span", { class: "quiet" }, " (deprecated)"),
      type?.description && h("span", { class: "quiet" }, " ", type.description)), {
      checked: picked.has(name),
      change: event => { if (event.target.checked) picked.add(name); else picked.delete(name); },
    });
    row.dataset.text = `${name} ${type?.description ?? ""}`.toLowerCase();
    return row;
  });
  const some = h("div", { class: "some" }, names.length > 8 && search, h("div", { class: "choices" }, rows, nothing),
    names.length === 0 && h("p", { class: "quiet" }, "There are no event types yet."));
  const show = () => { some.hidden = box.checked; };
  box.addEventListener("change", show);
  search.addEventListener("input", () => {
    for (const row of rows) row.hidden = !row.dataset.text.includes(search.value.trim().toLowerCase());
    nothing.hidden = rows.some(row => !row.hidden);
  });
  show();
  return {
    element: [all, some],
    value: () => box.checked ? null : names.filter(name => picked.has(name)),
  };
}
