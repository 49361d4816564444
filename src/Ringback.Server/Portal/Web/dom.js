// Makes elements. Whatever comes from data goes in as text: nothing here, or anywhere, makes markup of a string.

const Svg = "http://www.w3.org/2000/svg";

/** An element: h("p", { class: "quiet" }, "text", otherElement). Null and false children and properties are left out. */
export function h(tag, properties, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/** An element of an SVG drawing. */
export function svg(tag, properties, ...children) {
  return fill(document.createElementNS(Svg, tag), properties, children);
}

/** Puts other content into an element. */
export function put(element, ...children) {
  element.replaceChildren(...nodes(children));
  return element;
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else if (name === "value" || name === "checked") element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...nodes(children));
  return element;
}

function nodes(children) {
  return children.flat(Infinity)
    .filter(child => child !== null && child !== undefined && child !== false)
    .map(child => child instanceof Node ? child : document.createTextNode(String(child)));
}
