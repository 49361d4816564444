// How times, figures and payloads read.
import { h } from "./dom.js";

const relative = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "short" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const short = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
const figures = new Intl.NumberFormat();

/** A time as people say it, with the exact one when pointed at. */
export function time(iso) {
  if (!iso) return "–";
  const at = new Date(iso);
  return h("time", { datetime: iso, title: full.format(at) }, ago(at));
}

/** A time to the second. */
export const exactTime = iso => h("time", { datetime: iso }, full.format(new Date(iso)));

function ago(at) {
  const seconds = (at - Date.now()) / 1000;
  const distance = Math.abs(seconds);
  if (distance < 5) return "now";
  if (distance < 60) return relative.format(Math.round(seconds), "second");
  if (distance < 3600) return relative.format(Math.round(seconds / 60), "minute");
  if (distance < 86400) return relative.format(Math.round(seconds / 3600), "hour");
  return short.format(at);
}

export const count = number => figures.format(number);

export const duration = ms => ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;

/** JSON laid out for reading; anything else as it is. */
export function pretty(value) {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

/** A text that may be JSON. */
export function prettyText(text) {
  try {
    const laidOut = JSON.stringify(JSON.parse(text), null, 2);
    // Not when that would change more than white space, as it does to long numbers.
    return laidOut.replace(/\s/g, "") === text.replace(/\s/g, "") ? laidOut : text;
  } catch {
    return text;
  }
}

/** What an attempt came back with, in a word. */
export const answer = attempt => attempt.responseStatusCode === 0 ? "no answer" : String(attempt.responseStatusCode);

/** The value of a datetime-local field as the API takes it. */
export const fromLocal = text => text ? new Date(text).toISOString() : null;

/** For a datetime-local field. */
export function toLocal(date) {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60000);
  return local.toISOString().slice(0, 16);
}
