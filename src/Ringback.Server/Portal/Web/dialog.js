// Dialogs and the fields in them.
import { h, put } from "./dom.js";
import { failed } from "./ui.js";

let ids = 0;

/**
 * Opens a dialog with a form.
 * @param options title; text of the button that does it (`act`) and its kind; `body`; `submit`, whose failures are shown in the dialog.
 * @returns whether it was done.
 */
export function ask({ title, act, danger, body, submit }) {
  return new Promise(resolve => {
    const id = `dialog-${++ids}`;
    const problem = h("div", { class: "problem", role: "alert" });
    const done = h("button", { type: "submit", class: danger ? "danger" : "primary" }, act);
    const form = h("form", { novalidate: true }, h("h2", { id }, title), h("div", { class: "body" }, body), problem,
      h("div", { class: "buttons" }, h("button", { type: "button", click: () => dialog.close() }, "Cancel"), done));
    const dialog = h("dialog", { "aria-labelledby": id }, form);
    let result = false;

    form.addEventListener("submit", async event => {
      event.preventDefault();
      if (done.disabled) return;
      done.disabled = true;
      put(problem);
      clear(form);
      try {
        await submit();
        result = true;
        dialog.close();
      } catch (error) {
        if (error.status === 401) { dialog.close(); failed(error); }
        else show(error, form, problem);
      } finally {
        done.disabled = false;
      }
    });
    dialog.addEventListener("close", () => { dialog.remove(); resolve(result); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** A field with its name, what it is for, and room for what is wrong with it. */
export function field(name, label, input, hint) {
  const id = `field-${++ids}`;
  input.id = id;
  input.setAttribute("aria-describedby", `${id}-hint ${id}-problem`);
  return h("div", { class: "field", "data-field": name }, h("label", { for: id }, label), input,
    hint && h("p", { class: "hint", id: `${id}-hint` }, hint), h("p", { class: "wrong", id: `${id}-problem` }));
}

/** Several inputs under one name. */
export function group(name, label, content, hint) {
  return h("fieldset", { class: "field", "data-field": name }, h("legend", null, label), content,
    hint && h("p", { class: "hint" }, hint), h("p", { class: "wrong" }));
}

export const input = properties => h("input", { type: "text", autocomplete: "off", spellcheck: "false", ...properties });

export function select(options, value, properties) {
  const element = h("select", properties, options.map(([key, text]) => h("option", { value: key }, text)));
  element.value = value;
  return element;
}

export function check(label, properties) {
  return h("label", { class: "check" }, h("input", { type: "checkbox", ...properties }), h("span", null, label));
}

function clear(form) {
  for (const place of form.querySelectorAll(".wrong")) put(place);
  for (const element of form.querySelectorAll("[aria-invalid]")) element.removeAttribute("aria-invalid");
}

/** What is wrong with a field stands at the field, the rest above the buttons. */
function show(error, form, problem) {
  let left = false, first = null;
  for (const [name, text] of Object.entries(error.fields ?? {})) {
    const place = form.querySelector(`[data-field="${CSS.escape(name)}"]`);
    if (!place) { left = true; continue; }
    put(place.querySelector(".wrong"), text.charAt(0).toUpperCase() + text.slice(1) + ".");
    const wrong = place.querySelector("input, select, textarea");
    wrong?.setAttribute("aria-invalid", "true");
    first ??= wrong;
  }
  if (first && !left) first.focus();
  else put(problem, error.status === undefined ? "An error occurred in this page. Reload the page, then try again." : error.message);
  if (error.status === undefined) console.error(error);
}
