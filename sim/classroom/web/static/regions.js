// Exchanges the regions of a page for those of a fresh copy. A region is an element with an id and [data-live];
// regions may lie inside others. One with [data-list] is a list of regions that come, go and change places.
// A region in which somebody is typing stays as it is, and says that there is something newer.
const FIELDS = "textarea, select, input:not([type=hidden]):not([type=submit]):not([type=button])";
const FOCUS = `${FIELDS}, button, summary, a[href], [tabindex]`;
const told = new Map(); // id -> the region as the server last sent it
const newer = new Map(); // id -> what waits until nobody is typing any more

export const changed = (field) => {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.options) {
    const chosen = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(0, chosen);
  }
  return field.value !== field.defaultValue;
};

export const typing = (region) => {
  const active = document.activeElement;
  if (region.contains(active) && active.matches(FIELDS)) return true;
  if (region.querySelector("form[data-refused]")) return true; // filled in by the server, not yet sent again
  return [...region.querySelectorAll(FIELDS)].some(changed);
};

const nested = (region) =>
  [...region.querySelectorAll("[data-live][id]")].filter((each) => each.parentElement.closest("[data-live][id]") === region);

// A region as text, without its nested ones and without what differs each time that a page is made.
const signature = (region) => {
  const copy = region.cloneNode(true);
  for (const each of copy.querySelectorAll("[data-live][id]")) {
    if (each.parentElement?.hasAttribute("data-list")) each.remove();
    else each.replaceWith(`[${each.id}]`);
  }
  for (const field of copy.querySelectorAll("input[name=once], input[name=token]")) field.removeAttribute("value");
  const clocks = [...copy.querySelectorAll("[data-countdown]")];
  if (copy.hasAttribute("data-countdown")) clocks.push(copy);
  for (const clock of clocks) {
    clock.removeAttribute("data-countdown");
    clock.textContent = "";
  }
  for (const word of copy.querySelectorAll(".clock-word")) if (/left|over/.test(word.textContent)) word.textContent = "";
  return copy.outerHTML.replace(/\s+/g, " ").replace(/> </g, "><");
};

const remember = (region) => {
  for (const each of [region, ...region.querySelectorAll("[data-live][id]")]) told.set(each.id, signature(each));
};

const name = (details) => details.id || details.querySelector("summary")?.textContent.trim();

// Puts a fresh region in the place of an old one: what was unfolded stays so, and the focus where it was.
export const put = (old, fresh) => {
  const region = document.importNode(fresh, true);
  remember(region);
  newer.delete(old.id);
  const open = new Map([...old.querySelectorAll("details")].map((each) => [name(each), each.open]));
  for (const each of region.querySelectorAll("details")) if (open.has(name(each))) each.open = open.get(name(each));
  const active = document.activeElement;
  const within = old.contains(active) && active !== old;
  const place = within ? [...old.querySelectorAll(FOCUS)].indexOf(active) : -1;
  old.replaceWith(region);
  if (within) {
    const again = (active.id && document.getElementById(active.id)) || region.querySelectorAll(FOCUS)[place];
    again?.focus({ preventScroll: true });
  }
  region.dispatchEvent(new CustomEvent("live:put", { bubbles: true }));
  return region;
};

const drop = (region) => {
  region.remove();
  document.dispatchEvent(new CustomEvent("live:gone"));
};

const hold = (old, fresh) => {
  newer.set(old.id, fresh);
  if (old.querySelector(":scope > .newer")) return;
  const note = document.createElement("p");
  note.className = "newer";
  note.append(fresh ? "This part has changed meanwhile. " : "This part is closed by now. ");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = fresh ? "Show what is new" : "Put it away";
  button.addEventListener("click", () => {
    const latest = newer.get(old.id);
    if (latest) put(old, latest);
    else drop(old);
  });
  note.append(button);
  old.prepend(note);
};

const walk = (fresh) => {
  const old = document.getElementById(fresh.id);
  if (!old) return;
  if (told.get(fresh.id) !== signature(fresh)) {
    if (!typing(old)) {
      put(old, fresh);
      return;
    }
    hold(old, fresh);
  } else if (newer.has(fresh.id)) {
    newer.delete(fresh.id); // it is again as it was
    old.querySelector(":scope > .newer")?.remove();
  }
  nested(fresh).forEach(walk);
  if (old.hasAttribute("data-list")) arrange(old, fresh);
};

const arrange = (list, fresh) => {
  let place = list.firstElementChild;
  for (const child of nested(fresh)) {
    let own = document.getElementById(child.id);
    if (own === null) {
      own = document.importNode(child, true);
      remember(own);
      list.insertBefore(own, place);
      own.dispatchEvent(new CustomEvent("live:put", { bubbles: true }));
    } else if (own === place) {
      place = place.nextElementSibling;
    } else if (!typing(own)) {
      list.insertBefore(own, place);
    }
  }
};

const clear = (page) => {
  for (const list of document.querySelectorAll("[data-list]")) {
    for (const child of [...list.children]) {
      if (!child.matches("[data-live][id]") || page.getElementById(child.id)) continue;
      if (typing(child)) hold(child, null);
      else drop(child);
    }
  }
};

// What stands at the top of the window stays there.
const steady = (change) => {
  const top = document.querySelector("[data-top]")?.getBoundingClientRect().bottom ?? 0;
  const seen = window.scrollY < 8 ? null : document.elementFromPoint(window.innerWidth / 2, top + 12)?.closest("[id]");
  const id = seen?.id;
  const before = seen?.getBoundingClientRect().top ?? 0;
  change();
  const after = id && document.getElementById(id);
  if (after) window.scrollBy(0, after.getBoundingClientRect().top - before);
};

export const freshen = (page) => {
  const regions = [...page.querySelectorAll("[data-live][id]")];
  steady(() => {
    regions.filter((each) => !each.parentElement.closest("[data-live][id]")).forEach(walk);
    clear(page);
  });
};

export const startRegions = () => {
  for (const region of document.querySelectorAll("[data-live][id]")) told.set(region.id, signature(region));
  window.addEventListener("live:region", (event) => walk(event.detail.fresh)); // from the facilitator's pages
};
