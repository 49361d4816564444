// The parts that pages are made of.
import { h, put } from "./dom.js";

const States = {
  0: ["ok", "Succeeded"], 1: ["wait", "Waiting"], 2: ["bad", "Failed"], 3: ["wait", "Sending"], 4: ["off", "Canceled"],
};
const Marks = { ok: "✓", bad: "✕", wait: "…", off: "–" };

export function badge(kind, text) {
  return h("span", { class: `badge ${kind}` }, h("span", { class: "mark", "aria-hidden": "true" }, Marks[kind]), text);
}

/** How a delivery or an attempt stands. */
export const state = status => badge(...(States[status] ?? ["off", "Unknown"]));

/** A button. Its action may take time: meanwhile it is off, and what goes wrong is said. */
export function button(text, action, properties = {}) {
  const element = h("button", { type: "button", ...properties, click: async () => {
    if (element.getAttribute("aria-disabled") === "true") return;
    element.setAttribute("aria-disabled", "true");
    try { await action(); } catch (error) { failed(error); } finally { element.removeAttribute("aria-disabled"); }
  } }, text);
  return element;
}

/** Copies a text, where the browser lets a page do that. */
export function copyButton(text, what) {
  if (!navigator.clipboard) return null;
  return button("Copy", async () => {
    await navigator.clipboard.writeText(text());
    notice(`Copied the ${what}.`);
  }, { class: "small", "aria-label": `Copy the ${what}` });
}

/** Says something in the corner for a while. */
export function notice(text, kind = "ok") {
  const element = h("div", { class: `notice ${kind}` }, h("span", null, text),
    h("button", { type: "button", class: "plain", "aria-label": "Dismiss", click: () => element.remove() }, "✕"));
  document.getElementById("notices").append(element);
  setTimeout(() => element.remove(), kind === "bad" ? 15000 : 6000);
}

/** Says what went wrong; the end of the session has a page of its own. */
export function failed(error) {
  if (error.name === "AbortError") return;
  if (error.status === 401) document.dispatchEvent(new CustomEvent("session-ended"));
  else notice(sentence(error), "bad");
  if (error.status === undefined) console.error(error);
}

const sentence = error => error.status === undefined ? "An error occurred in this page. Reload the page. If the error remains, tell the person who gave you this link." : error.message;

/** A failure in the place of what couldn't be shown. */
export function failureBox(error, retry) {
  return h("div", { class: "empty", role: "alert" }, h("p", null, sentence(error)), retry && button("Try again", retry));
}

export const loading = () => h("p", { class: "loading", role: "status" }, "Loading…");

/** Says that there is nothing, and what to do about it. */
export const empty = (title, text, ...actions) =>
  h("div", { class: "empty" }, h("p", { class: "title" }, title), text && h("p", { class: "quiet" }, text), actions);

/** Loads content into an element; failures stay in it, with a way to try again. */
export async function load(element, signal, make) {
  element.setAttribute("aria-busy", "true");
  try {
    const content = await make();
    if (!signal.aborted) put(element, content);
  } catch (error) {
    if (error.name === "AbortError" || signal.aborted) return;
    if (error.status === 401) failed(error);
    else put(element, failureBox(error, () => load(element, signal, make)));
    if (error.status === undefined) console.error(error);
  } finally {
    element.removeAttribute("aria-busy");
  }
}

/** Looks again a few times: what was just asked for takes a moment to be sent and recorded. */
export function follow(signal, refresh) {
  for (const wait of [600, 2000, 5000, 12000]) setTimeout(() => { if (!signal.aborted) refresh(); }, wait);
}

export function card(title, actions, ...content) {
  return h("section", { class: "card" }, title && h("div", { class: "head" }, h("h2", null, title), h("div", { class: "actions" }, actions)), content);
}

/** Where a page is. */
export function crumbs(...links) {
  return h("nav", { class: "crumbs", "aria-label": "Breadcrumb" },
    h("ol", null, links.map(([text, address]) => h("li", null, h("a", { href: address }, text)))));
}

/** Text to read as it is, in a frame that scrolls. */
export function code(text, label) {
  return h("pre", { class: "code", tabindex: "0", role: "region", "aria-label": label }, text);
}

/** Pairs of a name and a value, side by side or `stacked`. */
export const facts = (pairs, kind = "") => h("dl", { class: `facts ${kind}` },
  pairs.filter(Boolean).map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value))));
