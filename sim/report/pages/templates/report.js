// Puts the live picture in the place of the still one; where anything fails, the still one stays.
"use strict";
for (const spec of document.querySelectorAll("script.spec")) {
  const place = document.getElementById(spec.dataset.for);
  const live = document.createElement("div");
  const options = { actions: false, renderer: "svg", ast: true, tooltip: { theme: "custom" } };
  vegaEmbed(live, JSON.parse(spec.textContent), options)
    .then((drawn) => {
      place.replaceChildren(live);
      choosing(place.closest(".chooser"), drawn.view);
      hint();
    })
    .catch((error) => console.warn("The still picture is shown:", error));
}

// Pictures of one of many things: the list says which, and the words and tables go along.
function choosing(chooser, view) {
  if (!chooser) return;
  const list = chooser.querySelector("select");
  const show = () => {
    view.signal("row", Number(list.value)).run();
    for (const each of chooser.querySelectorAll("[data-choice]")) {
      each.hidden = each.dataset.choice !== list.value;
    }
  };
  list.addEventListener("change", show);
  chooser.classList.add("live");
  show();
}

// "Scroll it sideways" stands only where a picture is wider than its place.
function hint() {
  for (const each of document.querySelectorAll(".scroll")) {
    each.parentElement.classList.toggle("over", each.scrollWidth > each.clientWidth + 1);
  }
}
document.body.classList.add("live");
addEventListener("resize", hint);
addEventListener("load", hint);

// On paper nothing can be unfolded.
addEventListener("beforeprint", () => {
  for (const each of document.querySelectorAll("details")) each.open = true;
});
