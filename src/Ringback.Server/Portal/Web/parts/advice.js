// What to do about an attempt that failed.

const ByCode = {
  0: "Nothing came back. Check that the address is right and can be reached from the internet, that its certificate is valid, and that your receiver answers in time: take the message, answer, and do the work afterwards.",
  401: "Your receiver wants to know who is calling. If it needs a key, add it under Headers at the endpoint; if it checks the signature, make sure that it has the secret of this endpoint.",
  404: "Nothing takes messages at this address. Check the path in the endpoint’s address.",
  405: "The address doesn’t take POST. Check the path in the endpoint’s address.",
  408: "Your receiver gave up waiting. It is tried again.",
  410: "Your receiver said that it is gone for good, so the endpoint was disabled. Enable it when the address takes messages again.",
  413: "Your receiver finds the message too large. Raise its limit for request bodies.",
  429: "Your receiver wants fewer messages. Set “Most messages a second” at the endpoint to what it can take.",
};

/** @returns a sentence, or null when nothing is wrong. */
export function advice(attempt) {
  const code = attempt.responseStatusCode;
  if (attempt.status === 0 || attempt.status === 4) return null;
  if (code === 403) return ByCode[401];
  if (ByCode[code]) return ByCode[code];
  if (code >= 300 && code < 400) return "Redirects aren’t followed. Put the address that it points to into the endpoint.";
  if (code >= 400 && code < 500) return "Your receiver refused the message. Its own log says why.";
  return "Your receiver failed on the message. Its own log says why; when it is mended, send the message again.";
}
