// A list that is read page by page, forward by the API's iterator and back by those that were used.
import { h, put } from "./dom.js";
import { button, empty, load, loading } from "./ui.js";

/**
 * @param options `read(iterator)` gives a page of the API; `rows(data)` shows its rows; `nothing()` is shown when there are none.
 * @returns { element, refresh }: refresh goes to the first page.
 */
export function list({ signal, read, rows, nothing, label }) {
  const body = h("div", { class: "list" }, loading());
  const pager = h("nav", { class: "pager", "aria-label": `Pages of ${label}` });
  let used = [null];

  async function show() {
    const focused = places().indexOf(document.activeElement);
    await load(body, signal, async () => {
      const page = await read(used.at(-1));
      put(pager);
      if (page.data.length === 0 && page.done && used.length === 1) return nothing();
      put(pager, used.length > 1 && button("← Newer", () => go(() => used.pop())),
        !page.done && page.iterator && button("Older →", () => go(() => used.push(page.iterator))));
      if (page.data.length > 0) return rows(page.data);
      return page.done ? empty("No more entries", "There are no older entries that match.") : empty("No match so far", "There are older entries that weren’t searched yet. Choose “Older” to continue.");
    });
    if (focused >= 0) places()[focused]?.focus({ preventScroll: true });
  }

  /** Whoever stands in the list with the keyboard stays where they are. */
  const places = () => [...body.querySelectorAll("a, button")];

  async function go(move) {
    move();
    await show();
    body.closest(".card, main")?.scrollIntoView({ block: "nearest" });
  }

  return { element: h("div", null, body, pager), refresh: () => { used = [null]; return show(); }, again: show };
}

/** A table whose rows are links: `columns` name them, `row(item)` gives { href, label, cells }. */
export function table(columns, items, row) {
  return h("table", null,
    h("thead", null, h("tr", null, columns.map(column => h("th", { scope: "col" }, column)))),
    h("tbody", null, items.map(item => {
      const { href, label, cells } = row(item);
      const [first, ...others] = cells;
      return h("tr", { class: href && "link" },
        h("td", { "data-label": columns[0] }, href ? h("a", { href, "aria-label": label }, first) : first),
        others.map((cell, i) => h("td", { "data-label": columns[i + 1] }, cell)));
    })));
}
