// How an endpoint has done in the last seven days: figures, and a bar for each day.
import * as api from "../api.js";
import { h, svg } from "../dom.js";
import { count } from "../format.js";
import { card, load, loading } from "../ui.js";

const Days = 7;
const [Width, Height, Bar, Foot] = [700, 136, 44, 26];
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short" });
const fullDay = new Intl.DateTimeFormat(undefined, { dateStyle: "full" });

export function statistics(endpoint, signal) {
  const place = h("div", null, loading());
  const refresh = () => load(place, signal, async () => {
    const path = api.app("endpoint", endpoint.id, "stats");
    const days = await Promise.all(lastDays().map(async day =>
      ({ ...day, ...await api.get(path, { since: day.since.toISOString(), until: day.until.toISOString() }, signal) })));
    return content(days);
  });
  refresh();
  return { element: card("Last 7 days", null, place), refresh };
}

/** Days of the viewer's calendar, the current one last. Counts are kept by hours: a day ends within its last hour. */
function lastDays() {
  const now = new Date();
  return Array.from({ length: Days }, (_, i) => {
    const since = new Date(now.getFullYear(), now.getMonth(), now.getDate() - (Days - 1 - i));
    const end = new Date(since.getFullYear(), since.getMonth(), since.getDate() + 1);
    return { since, until: new Date(Math.min(end - 60000, now)) };
  });
}

function content(days) {
  const sum = name => days.reduce((total, day) => total + day[name], 0);
  const [success, fail, waiting] = [sum("success"), sum("fail"), days.at(-1).pending];
  const rate = success + fail > 0 ? `${Math.floor(100 * success / (success + fail))} % of the finished deliveries` : "No delivery has finished yet";
  return [
    h("dl", { class: "figures" },
      figure(success && "ok", "Succeeded", count(success), rate),
      figure(fail && "bad", "Failed", count(fail), fail > 0 ? "Failed after all attempts" : "No message failed for good"),
      figure(waiting && "wait", "Waiting now", waiting >= 10000 ? "10,000+" : count(waiting), waiting > 0 ? "Being sent, or waiting for a retry" : "No message is waiting")),
    success + fail > 0 && chart(days, success, fail),
  ];
}

const figure = (kind, name, value, note) =>
  h("div", { class: kind || "none" }, h("dt", null, name), h("dd", null, h("strong", null, value), h("span", { class: "quiet" }, note)));

function chart(days, success, fail) {
  const most = Math.max(...days.map(day => day.success + day.fail), 1);
  const room = Height - Foot;
  const place = Width / Days;
  // Few stay visible beside many.
  const tall = number => number === 0 ? 0 : Math.max(3, number / most * (room - 4));
  return svg("svg", { class: "chart", viewBox: `0 0 ${Width} ${Height}`, role: "img",
    "aria-label": `Messages by day: ${success} succeeded and ${fail} failed in ${Days} days` },
    svg("line", { class: "ground", x1: 0, x2: Width, y1: room + 0.5, y2: room + 0.5 }),
    days.map((day, i) => {
      const x = i * place + (place - Bar) / 2;
      const [good, bad] = [tall(day.success), tall(day.fail)];
      return svg("g", null,
        svg("title", null, `${fullDay.format(day.since)}: ${count(day.success)} succeeded, ${count(day.fail)} failed`),
        svg("rect", { class: "space", x: i * place, y: 0, width: place, height: Height, rx: 6 }),
        good > 0 && svg("rect", { class: "good", x, y: room - good, width: Bar, height: good, rx: 3 }),
        bad > 0 && svg("rect", { class: "bad", x, y: room - good - bad - (good > 0 ? 1 : 0), width: Bar, height: bad, rx: 3 }),
        svg("text", { x: x + Bar / 2, y: Height - 7, "text-anchor": "middle" }, weekday.format(day.since)));
    }));
}
