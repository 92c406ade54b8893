// Keeps what is typed into a form with [data-draft] in this tab, until it is sent: a reload, a lost line or
// a phone that went to sleep loses nothing. Where the form is gone (the move has closed), a note holds the text.
import { changed } from "./regions.js";
import { hasNote, placeNote, removeNote, unsentNote } from "./unsent.js";

const FIELDS = "textarea[name], select[name], input[name]:not([type=hidden]):not([type=submit])";

const page = () => `draft ${document.body.dataset.drafts || ""} `;
const key = (form) => page() + form.dataset.draft;

const stored = (act) => {
  try {
    return act(window.sessionStorage);
  } catch {
    return null; // a browser that keeps nothing
  }
};

const held = (form) =>
  [...form.querySelectorAll(FIELDS)]
    .filter((field) => (field.type !== "checkbox" && field.type !== "radio") || field.checked)
    .map((field) => [field.name, field.value, ...inWords(field)]);

// What a field is called, what it says, and whether that was typed.
const inWords = (field) => {
  const label = field.labels?.[0]?.textContent.trim() ?? "";
  if (field.type === "checkbox" || field.type === "radio") {
    return [field.closest("fieldset")?.querySelector("legend")?.textContent.trim() ?? "", label, false];
  }
  if (field.options) return [label, field.value ? field.selectedOptions[0].textContent.trim() : "", false];
  return [label, field.value.trim(), true];
};

export const keep = (form) => {
  if ([...form.querySelectorAll(FIELDS)].some(changed) || form.hasAttribute("data-refused")) {
    stored((store) => store.setItem(key(form), JSON.stringify(held(form))));
  } else forget(form);
};

export const forget = (form) => {
  if (form.dataset.draft) stored((store) => store.removeItem(key(form)));
};

const read = (name) => {
  try {
    return JSON.parse(stored((store) => store.getItem(name)) ?? "[]");
  } catch {
    return [];
  }
};

// Brings the note of a form that was refused and is gone; its draft stays until the note is put away.
export const bringNote = (note, form) => {
  const name = key(form);
  placeNote(document.importNode(note, true), name, () => stored((store) => store.removeItem(name)));
};

// Notes for what was typed into forms that are not on this page any more.
const noteTheRest = () => {
  if (!document.body.dataset.drafts) return;
  const forms = new Set([...document.querySelectorAll("form[data-draft]")].map(key));
  forms.forEach(removeNote);
  for (const name of stored((store) => Object.keys(store)) ?? []) {
    if (!name.startsWith(page()) || forms.has(name) || hasNote(name)) continue;
    const lines = read(name).filter(([, , , text]) => text);
    if (!lines.some(([, , , , typed]) => typed)) continue;
    const note = unsentNote(lines.map(([, , label, text]) => [label, text]));
    placeNote(note, name, () => stored((store) => store.removeItem(name)));
    if (document.activeElement === document.body) note.focus();
  }
};

const restore = (form) => {
  if (form.hasAttribute("data-refused")) {
    keep(form);
    return;
  }
  const values = read(key(form));
  if (!values.length) return;
  for (const field of form.querySelectorAll(FIELDS)) {
    const mine = values.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "checkbox" || field.type === "radio") field.checked = mine.includes(field.value);
    else if (mine.length) field.value = mine[0];
    if (field.options && field.selectedIndex < 0) field.selectedIndex = 0;
  }
};

const restoreAll = (within) => {
  for (const form of within.querySelectorAll("form[data-draft]")) restore(form);
};

export const startDrafts = () => {
  restoreAll(document);
  noteTheRest();
  document.addEventListener("live:put", (event) => restoreAll(event.target));
  for (const kind of ["live:put", "live:gone"]) document.addEventListener(kind, noteTheRest);
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const form = event.target.form;
      if (form?.dataset.draft) keep(form);
    });
  }
};
