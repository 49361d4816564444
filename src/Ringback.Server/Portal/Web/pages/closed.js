// What stands here without a session.
import { h } from "../dom.js";

const Reasons = {
  none: ["Open the portal with its link", "This page shows webhooks only to those who come with a link to them. Open it again in the service that sends you webhooks; it makes a new link each time."],
  ended: ["This link has expired", "The link that opened this page has expired or was revoked. Nothing is lost: your endpoints go on as they are. Open the portal again in the service that sends you webhooks, for a new link."],
  out: ["You are signed out", "The link doesn’t work any more. To come back, open the portal again in the service that sends you webhooks."],
};

export function closed(why) {
  const [title, text] = Reasons[why];
  return h("div", { class: "closed" }, h("img", { src: "portal/mark.svg", alt: "", width: "48", height: "48" }), h("h1", null, title), h("p", null, text));
}
