// Sends an example of an event to one endpoint, to try it out.
import * as api from "../api.js";
import { h } from "../dom.js";
import { ask, field, select } from "../dialog.js";
import { notice } from "../ui.js";

/** @returns whether it was sent. */
export async function sendExample(endpoint) {
  const types = (await api.all("event-type", { with_content: true })).filter(type => !type.archived);
  if (types.length === 0) {
    notice("There are no event types yet, so there is no example to send.", "bad");
    return false;
  }
  const type = select(types.map(({ name }) => [name, name]), endpoint.eventTypes?.find(name => types.some(type => type.name === name)) ?? types[0].name);
  const done = await ask({
    title: "Send an example", act: "Send",
    body: [
      field("eventType", "Event", type, "The example is created from the schema of the event type."),
      h("p", { class: "quiet" }, "The example is sent only to this endpoint, and it is signed like every message."),
    ],
    submit: () => api.post(api.app("endpoint", endpoint.id, "send-example"), { eventType: type.value }),
  });
  if (done) notice("The example is being sent.");
  return done;
}
