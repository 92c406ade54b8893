// Puts the live picture in the place of the still one; where anything fails, the still one stays.
"use strict";
for (const spec of document.querySelectorAll("script.spec")) {
  const place = document.getElementById(spec.dataset.for);
  const live = document.createElement("div");
  const options = { actions: false, renderer: "svg", ast: true, tooltip: { theme: "custom" } };
  vegaEmbed(live, JSON.parse(spec.textContent), options)
    .then(() => place.replaceChildren(live))
    .catch((error) => console.warn("The still picture is shown:", error));
}
