// Keeps what is typed into a form with [data-draft] in this tab, until it is sent: a reload, a lost line or
// a phone that went to sleep loses nothing.
import { changed } from "./regions.js";

const FIELDS = "textarea[name], select[name], input[name]:not([type=hidden]):not([type=submit])";

const key = (form) => `draft ${document.body.dataset.drafts || ""} ${form.dataset.draft}`;

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
    .map((field) => [field.name, field.value]);

const keep = (form) => {
  if ([...form.querySelectorAll(FIELDS)].some(changed) || form.hasAttribute("data-refused")) {
    stored((store) => store.setItem(key(form), JSON.stringify(held(form))));
  } else forget(form);
};

export const forget = (form) => {
  if (form.dataset.draft) stored((store) => store.removeItem(key(form)));
};

const restore = (form) => {
  if (form.hasAttribute("data-refused")) {
    keep(form);
    return;
  }
  const found = stored((store) => store.getItem(key(form)));
  if (!found) return;
  let values = [];
  try {
    values = JSON.parse(found);
  } catch {
    return;
  }
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
  document.addEventListener("live:put", (event) => restoreAll(event.target));
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const form = event.target.form;
      if (form?.dataset.draft) keep(form);
    });
  }
};
