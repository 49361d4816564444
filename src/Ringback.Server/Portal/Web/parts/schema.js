// A JSON schema as a list of properties.
import { h } from "../dom.js";

const Deepest = 6;

/** The newest of an event type's schemas, which are kept by version; or null. */
export function newest(schemas) {
  const versions = Object.keys(schemas ?? {}).sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
  return versions.length > 0 ? schemas[versions.at(-1)] : null;
}

/** What an object has, one row a property. */
export function properties(schema) {
  const rows = [...walk(schema, "", 0)];
  if (rows.length === 0) return h("p", { class: "quiet" }, schema.description ?? "The schema has no properties.");
  return h("table", { class: "schema" },
    h("thead", null, h("tr", null, ["Property", "Type", "Description"].map(name => h("th", { scope: "col" }, name)))),
    h("tbody", null, rows.map(({ name, type, required, text }) => h("tr", null,
      h("td", { class: "mono", "data-label": "Property" }, name),
      h("td", { "data-label": "Type" }, type, required && h("span", { class: "quiet" }, " required")),
      h("td", { "data-label": "Description" }, text)))));
}

function* walk(schema, path, depth) {
  if (depth > Deepest || !schema || typeof schema !== "object") return;
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const name = path + key;
    yield { name, type: typeOf(property), required: Array.isArray(schema.required) && schema.required.includes(key), text: say(property) };
    yield* walk(property, `${name}.`, depth + 1);
    yield* walk(property?.items, `${name}[].`, depth + 1);
  }
}

function typeOf(property) {
  if (Array.isArray(property?.enum)) return property.enum.map(value => JSON.stringify(value)).join(" | ");
  if (property?.type === "array") return `list of ${property.items?.type ?? "anything"}`;
  const type = [property?.type ?? "anything"].flat().join(" or ");
  return property?.format ? `${type} (${property.format})` : type;
}

const say = property => [property?.title, property?.description].filter(text => typeof text === "string").join(": ");
