// The dashboard keeps its place: a button is sent without leaving the page, and the page is then freshened.
// Without this file every button is a plain form that comes back to the same page.
(() => {
  "use strict";

  const toast = (text) => {
    document.querySelector(".toast")?.remove();
    const box = document.createElement("div");
    box.className = "toast";
    box.setAttribute("role", "alert");
    box.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "Close";
    close.addEventListener("click", () => box.remove());
    box.append(close);
    document.body.append(box);
  };

  const freshen = (page) => {
    for (const fresh of page.querySelectorAll("[data-live][id]")) {
      const old = document.getElementById(fresh.id);
      if (old) window.dispatchEvent(new CustomEvent("live:region", { detail: { old, fresh } }));
    }
  };

  const send = async (form, button) => {
    const fields = new URLSearchParams(new FormData(form, button));
    button?.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body: fields, credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!answer.ok) {
        toast(page.querySelector("main [role=alert]")?.textContent ?? "That did not work. Reload the page.");
        return;
      }
      document.querySelector(".toast")?.remove();
      if (form.contains(document.activeElement) && document.activeElement.matches("input, select, textarea")) document.activeElement.blur();
      if (form.hasAttribute("data-reset") || form.closest("[data-live]")) form.reset(); // sent: nothing waits here any more
      const once = form.elements.namedItem("once");
      if (once) once.value = crypto.getRandomValues(new Uint32Array(2)).join("");
      freshen(page);
    } catch {
      toast("The server does not answer. Is this device still on the same network?");
    } finally {
      button?.removeAttribute("aria-busy");
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-quiet]") || !document.body.dataset.stream) return;
    event.preventDefault();
    const button = event.submitter;
    if (button?.getAttribute("aria-busy")) return;
    send(form, button);
  });
})();
