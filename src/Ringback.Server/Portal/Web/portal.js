// The way through the portal: which page an address shows, and what stands above all of them.
import * as api from "./api.js";
import { h, put } from "./dom.js";
import { current, forget, takeFromAddress } from "./session.js";
import { button } from "./ui.js";
import { attempt } from "./pages/attempt.js";
import { closed } from "./pages/closed.js";
import { endpoint } from "./pages/endpoint.js";
import { endpoints } from "./pages/endpoints.js";
import { eventTypes } from "./pages/event-types.js";
import { message } from "./pages/message.js";
import { messages } from "./pages/messages.js";

const Pages = [
  [/^#\/?$/, endpoints, "Endpoints"],
  [/^#\/endpoints\/([^/]+)$/, endpoint, "Endpoint"],
  [/^#\/messages$/, messages, "Messages"],
  [/^#\/messages\/([^/]+)$/, message, "Message"],
  [/^#\/messages\/([^/]+)\/attempts\/([^/]+)$/, attempt, "Attempt"],
  [/^#\/event-types$/, eventTypes, "Event types"],
];
const Tabs = [["Endpoints", "#/"], ["Messages", "#/messages"], ["Event types", "#/event-types"]];

const top = document.getElementById("top");
const view = document.getElementById("view");
let shown = new AbortController();
let named = null;

function show() {
  takeFromAddress();
  shown.abort();
  shown = new AbortController();
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  const session = current();
  if (!session) return end("none");
  const address = location.hash || "#/";
  const [pattern, page, title] = Pages.find(([pattern]) => pattern.test(address)) ?? Pages[0];
  const parameters = (pattern.exec(address) ?? []).slice(1).map(decoded);
  frame(address);
  document.title = `${title} · Webhooks`;
  scrollTo(0, 0);
  put(view, page(shown.signal, ...parameters));
  // A reader of the screen hears where it is.
  view.focus({ preventScroll: true });
}

function decoded(part) {
  try { return decodeURIComponent(part); } catch { return part; }
}

function frame(address) {
  const name = h("span", { class: "name" });
  top.hidden = false;
  put(top, h("div", { class: "inside" },
    h("a", { class: "brand", href: "#/" }, h("img", { src: "portal/mark.svg", alt: "", width: "26", height: "26" }), h("span", null, "Webhooks"), name),
    h("nav", { "aria-label": "Pages" }, Tabs.map(([text, href]) =>
      h("a", { href, "aria-current": (href === "#/" ? !/^#\/(messages|event-types)/.test(address) : address.startsWith(href)) && "page" }, text))),
    button("Sign out", signOut, { class: "plain" })));
  showName(name);
}

async function showName(place) {
  const application = current().application;
  try {
    if (named?.application !== application) named = { application, name: (await api.get(api.app())).name };
    put(place, named.name);
  } catch (error) {
    // The page below says what is wrong; a name is dispensable.
    if (error.status === 401) end("ended");
  }
}

async function signOut() {
  try {
    await api.post("auth/logout");
  } catch (error) {
    // A token that isn't valid any more is what was wanted.
    if (error.status !== 401) throw error;
  }
  forget();
  end("out");
}

function end(why) {
  shown.abort();
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  forget();
  top.hidden = true;
  document.title = "Webhooks";
  put(view, closed(why));
}

addEventListener("hashchange", show);
document.querySelector(".skip").addEventListener("click", event => {
  // Addresses behind # are pages here.
  event.preventDefault();
  view.focus();
});
document.addEventListener("session-ended", () => end("ended"));
show();
