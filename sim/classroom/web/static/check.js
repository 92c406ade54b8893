// Tells the laptop by itself that this device got here; the button does the same without scripts.
(() => {
  "use strict";
  const form = document.querySelector("form[data-check]");
  if (!form) return;
  const told = document.getElementById("check-told");
  fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin" })
    .then((answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      told.setAttribute("role", "status");
      told.textContent = "The laptop has noted this device. You can close this page.";
      form.remove();
    })
    .catch(() => {
      told.textContent = "The page came, but the answer did not get back. Press the button to try again.";
    });
})();
