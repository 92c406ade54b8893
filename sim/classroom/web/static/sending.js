// Sends a form with [data-send] without leaving the page, so that nothing is lost where the line is bad.
// The server answers as it always does: with the page, or with the page and what was wrong. Any other form
// is sent as it is; its button waits, so that a double click sends it once.
import { bringNote, forget, keep } from "./drafts.js";
import { put } from "./regions.js";
import { say } from "./status.js";

const SLOWEST = 25000; // milliseconds
const LOST = "This was not sent: there is no connection. What you wrote is still here. Try again in a moment.";

const wait = (form, on) => {
  if (on) form.dataset.busy = "";
  else delete form.dataset.busy;
  for (const button of form.querySelectorAll("button")) button.disabled = on;
};

const fault = (form, text) => {
  form.querySelector(":scope > .faults")?.remove();
  const box = document.createElement("div");
  box.className = "faults";
  box.tabIndex = -1;
  box.setAttribute("role", "alert");
  box.textContent = text;
  form.prepend(box);
  box.focus();
};

const post = async (form, submitter) => {
  const fields = new URLSearchParams(new FormData(form));
  if (submitter?.name) fields.append(submitter.name, submitter.value);
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), SLOWEST);
  try {
    const answer = await fetch(form.getAttribute("action"), {
      method: "POST", body: fields, credentials: "same-origin", signal: patience.signal,
    });
    return [answer, new DOMParser().parseFromString(await answer.text(), "text/html")];
  } finally {
    clearTimeout(timer);
  }
};

// The form was refused and is closed by now: the note that the server made of it takes its place.
const vanish = (form, region, fresh, unsent) => {
  if (form.dataset.draft) keep(form);
  bringNote(unsent, form);
  if (fresh) put(region, fresh);
  else region?.remove();
  const note = document.getElementById("unsent");
  note.scrollIntoView({ block: "center" });
  note.focus({ preventScroll: true });
};

const settle = (form, button, answer, page, show) => {
  const region = form.closest("[data-live][id]");
  const fresh = region && page.getElementById(region.id);
  const refused = page.querySelector("form[data-refused]");
  const unsent = page.getElementById("unsent");
  if (!answer.ok && unsent) {
    vanish(form, region, fresh, unsent);
    show(page);
    return;
  }
  if (!answer.ok && !refused) {
    wait(form, false);
    fault(form, page.querySelector("main [role=alert]")?.textContent ?? "That did not work. Reload the page.");
    return;
  }
  if (page.body.dataset.page !== document.body.dataset.page) {
    forget(form);
    location.assign(answer.url);
    return;
  }
  const moved = refused && refused.dataset.draft !== form.dataset.draft; // to the form of the next move
  if (answer.ok || moved) forget(form);
  if (!answer.ok) wait(form, false);
  if (fresh) put(region, fresh);
  else if (answer.ok) region?.remove();
  if (answer.ok) show(page);
  if (answer.ok) {
    say(form.dataset.send || "Sent.");
    if (button?.id) document.getElementById(button.id)?.focus({ preventScroll: true });
    return;
  }
  const told = document.querySelector("form[data-refused] .faults");
  told?.scrollIntoView({ block: "center" });
  told?.focus({ preventScroll: true });
};

const send = async (form, button, show) => {
  wait(form, true);
  try {
    const [answer, page] = await post(form, button);
    settle(form, button, answer, page, show);
  } catch {
    wait(form, false);
    fault(form, LOST);
  }
};

export const startSending = (show) => {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.hasAttribute("data-quiet") || form.getAttribute("method") !== "post") return;
    if ("busy" in form.dataset) {
      event.preventDefault();
      return;
    }
    if (form.hasAttribute("data-send")) {
      event.preventDefault();
      send(form, event.submitter, show);
    } else {
      form.dataset.busy = "";
      setTimeout(() => wait(form, true), 0); // after the browser has read it
    }
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-busy]")) wait(form, false);
  });
  const told = document.querySelector("form[data-refused] .faults");
  told?.focus();
};
