// What stands here without a session.
import { h } from "../dom.js";

const Reasons = {
  none: ["Open the portal with its link", "You can open this page only with a link. Open the portal in the service that sends you webhooks; the service creates a new link each time."],
  ended: ["This link has expired", "The link that opened this page has expired or was revoked. Your endpoints continue to work. To get a new link, open the portal again in the service that sends you webhooks."],
  out: ["You are signed out", "The link doesn’t work any more. To sign in again, open the portal again in the service that sends you webhooks."],
};

export function closed(why) {
  const [title, text] = Reasons[why];
  return h("div", { class: "closed" }, h("img", { src: "portal/mark.svg", alt: "", width: "48", height: "48" }), h("h1", null, title), h("p", null, text));
}
