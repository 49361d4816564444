// What to do about an attempt that failed.

const ByCode = {
  0: "Your receiver sent no answer. Check that the URL is right and can be reached from the internet, that its certificate is valid, and that your receiver answers in time: it should answer first and process the message afterwards.",
  401: "Your receiver didn’t accept the credentials of the request. If it needs an API key, add the key under Headers on the endpoint’s page. If it verifies the signature, make sure that it has the secret of this endpoint.",
  404: "Your receiver doesn’t know this URL. Check the path in the endpoint’s URL.",
  405: "Your receiver doesn’t accept POST requests at this URL. Check the path in the endpoint’s URL.",
  408: "Your receiver didn’t get the whole request in time. The message is sent again.",
  410: "Your receiver answered that this URL is gone for good, so the endpoint was disabled. Enable it when the URL accepts messages again.",
  413: "The message is too large for your receiver. Raise the receiver’s limit for request bodies.",
  429: "Your receiver gets too many messages. Edit the endpoint, and set “Maximum messages per second” to what the receiver can process.",
};

/** @returns a sentence, or null when nothing is wrong. */
export function advice(attempt) {
  const code = attempt.responseStatusCode;
  if (attempt.status === 0 || attempt.status === 4) return null;
  if (code === 403) return ByCode[401];
  if (ByCode[code]) return ByCode[code];
  if (code >= 300 && code < 400) return "Your receiver answered with a redirect. Redirects aren’t followed, so change the endpoint’s URL to the target of the redirect.";
  if (code >= 400 && code < 500) return "Your receiver refused the message. Look for the reason in the log of the receiver.";
  return "Your receiver failed to process the message. Look for the reason in the log of the receiver. When the error is fixed, send the message again.";
}
