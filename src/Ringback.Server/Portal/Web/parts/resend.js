// Sends a message to an endpoint once more.
import * as api from "../api.js";
import { button, notice } from "../ui.js";
import { current } from "../session.js";

/** @param then called when it was taken; it is sent a moment later. */
export function resendButton(message, endpoint, then, properties) {
  if (!current().can.send) return null;
  return button("Send again", async () => {
    await api.post(api.app("msg", message, "endpoint", endpoint, "resend"));
    notice("The message is being sent again.");
    then();
  }, properties);
}
