// Adding an endpoint, and changing one.
import * as api from "../api.js";
import { h } from "../dom.js";
import { ask, check, field, group, input, select } from "../dialog.js";
import { typePicker } from "./type-picker.js";

/**
 * Asks for an endpoint's properties and saves them.
 * @param endpoint the one to change; none: a new one.
 * @returns the endpoint as saved, or null.
 */
export async function endpointForm(endpoint) {
  const types = await api.all("event-type");
  const poller = endpoint?.kind === "poller";
  const url = input({ type: "url", inputmode: "url", placeholder: "https://example.com/webhooks", value: endpoint?.url ?? "", autofocus: true, required: true });
  const description = input({ value: endpoint?.description ?? "", spellcheck: "true" });
  const picker = typePicker(types, endpoint?.eventTypes);
  const channels = input({ value: endpoint?.channels?.join(", ") ?? "" });
  const throttle = input({ type: "number", inputmode: "numeric", min: "1", value: endpoint?.throttleRate ?? "" });
  const order = select([["any", "As fast as possible, in any order"], ["fifo", "One at a time, in the order sent"]], endpoint?.deliveryOrder ?? "any");
  const exhausted = select([["skip", "Continue with the next message"], ["hold", "Hold all later messages"]], endpoint?.whenExhausted ?? "skip");
  const holds = field("whenExhausted", "When a message has failed for good", exhausted);
  const showHolds = () => { holds.hidden = order.value !== "fifo"; };
  order.addEventListener("change", showHolds);
  showHolds();
  const enabled = check("Send messages to this endpoint", { checked: !endpoint?.disabled });

  let saved = null;
  await ask({
    title: endpoint ? "Edit the endpoint" : "Add an endpoint",
    act: endpoint ? "Save" : "Add",
    body: [
      !poller && field("url", "URL", url, "Messages are sent to this URL. It starts with https:// or http://."),
      field("description", "Description", description, "A text that helps you to recognise the endpoint."),
      group("eventTypes", "Events", picker.element),
      h("details", { open: Boolean(endpoint?.channels || endpoint?.throttleRate || endpoint?.deliveryOrder === "fifo") },
        h("summary", null, "More settings"),
        field("channels", "Channels", channels, "The endpoint gets only messages of these channels. Separate them with commas. If this field is empty, it gets messages of all channels."),
        field("throttleRate", "Maximum messages per second", throttle, "If this field is empty, there is no limit."),
        !poller && field("deliveryOrder", "Order", order), !poller && holds),
      group("disabled", "State", enabled),
    ],
    submit: async () => {
      const properties = {
        ...(!poller && { url: url.value.trim() }),
        description: description.value.trim(),
        eventTypes: picker.value(),
        channels: names(channels.value),
        throttleRate: throttle.value === "" ? null : Number(throttle.value),
        ...(!poller && { deliveryOrder: order.value, whenExhausted: order.value === "fifo" ? exhausted.value : "skip" }),
        disabled: !enabled.querySelector("input").checked,
      };
      saved = endpoint
        ? await api.patch(api.app("endpoint", endpoint.id), properties)
        : await api.post(api.app("endpoint"), properties);
    },
  });
  return saved;
}

function names(text) {
  const parts = text.split(",").map(part => part.trim()).filter(Boolean);
  return parts.length > 0 ? parts : null;
}
