// Asks the API, and says in sentences what went wrong.
import { current } from "./session.js";

const Base = new URL("api/v1/", location.href);

/** What the API refused, or that it couldn't be asked: `message` is for the reader, `fields` says what is wrong where. */
export class ApiFailure extends Error {
  constructor(status, message, fields = {}) {
    super(message);
    this.status = status;
    this.fields = fields;
  }
}

/** Below the session's application: app("endpoint", id). Each part is escaped. */
export function app(...parts) {
  return ["app", current().application, ...parts].map(encodeURIComponent).join("/");
}

export const get = (path, query, signal) => send("GET", path, { query, signal });
export const post = (path, body) => send("POST", path, { body: body ?? {} });
export const patch = (path, body) => send("PATCH", path, { body });
export const remove = path => send("DELETE", path, {});

/** Every row of a list that isn't long, up to `most`. */
export async function all(path, query, signal, most = 2000) {
  const rows = [];
  let iterator = null;
  while (rows.length < most) {
    const page = await get(path, { ...query, limit: 250, iterator }, signal);
    rows.push(...page.data);
    if (page.done) break;
    iterator = page.iterator;
  }
  return rows;
}

async function send(method, path, { query, body, signal }) {
  const url = new URL(path, Base);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== "") url.searchParams.set(name, value);
  }
  const headers = { authorization: "Bearer " + current().token, accept: "application/json" };
  if (body) headers["content-type"] = "application/json";
  if (method === "POST") headers["idempotency-key"] = "auto_" + random();

  let response, text;
  try {
    response = await fetch(url, { method, headers, body: body && JSON.stringify(body), signal, cache: "no-store", credentials: "omit" });
    text = await response.text();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiFailure(0, "The server can’t be reached. Check your connection, then try again.");
  }
  if (response.ok) return text ? parse(text) : null;
  throw failure(response, text);
}

function failure(response, text) {
  let answer = null;
  try { answer = JSON.parse(text); } catch { /* From something in between, as a proxy: its status says enough. */ }
  const detail = typeof answer?.detail === "string" ? answer.detail : null;
  const wait = response.headers.get("retry-after");
  switch (response.status) {
    case 401: return new ApiFailure(401, "This link has expired or was revoked. Get a new link where you got this one.");
    case 403: return new ApiFailure(403, "Your link doesn’t allow this action. Ask the person who gave you the link for one that does.");
    case 404: return new ApiFailure(404, "This item doesn’t exist, or it was deleted.");
    case 413: return new ApiFailure(413, "The request is too large. Make it shorter, then try again.");
    case 422: return invalid(answer?.detail);
    case 429: case 503: return new ApiFailure(response.status, `The server is busy. Try again ${wait ? `in ${wait} s` : "in a moment"}.`);
  }
  if (response.status >= 500) return new ApiFailure(response.status, "An error occurred on the server. Try again later. If the error remains, tell the person who gave you this link.");
  return new ApiFailure(response.status, detail ?? `The server refused the request (${response.status}).`);
}

function invalid(problems) {
  const fields = {};
  for (const { loc, msg } of Array.isArray(problems) ? problems : []) {
    const field = loc[1] ?? loc[0];
    fields[field] = fields[field] ? `${fields[field]}; ${msg}` : msg;
  }
  const said = Object.entries(fields).map(([field, problem]) => `${field}: ${problem}`).join(". ");
  return new ApiFailure(422, said ? `The input isn’t valid. ${said}.` : "The input isn’t valid.", fields);
}

/** Numbers that a double can't hold keep their digits where the browser can do that: payloads are shown as they were sent. */
function parse(text) {
  return JSON.parse(text, (_, value, context) =>
    typeof value === "number" && JSON.rawJSON && context?.source && context.source !== String(value) ? JSON.rawJSON(context.source) : value);
}

/** crypto.randomUUID isn't there on plain http. */
function random() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join("");
}
