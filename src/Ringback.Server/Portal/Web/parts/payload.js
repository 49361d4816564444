// What a message says, as it was sent.
import { h } from "../dom.js";
import { pretty } from "../format.js";
import { card, code, copyButton } from "../ui.js";

export function payload(title, message) {
  const content = message.payload;
  const only = name => content !== null && Object.keys(content).length === 1 && content[name];
  if (only("expired") === true) return card(title, null, h("p", { class: "quiet" }, "The content of this message was removed."));
  const raw = only("rawPayload");
  const text = pretty(typeof raw === "string" ? raw : content);
  return card(title, copyButton(() => text, "content"), code(text, "Content of the message"));
}
