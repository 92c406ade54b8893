// What was typed into a form that is not on the page any more: a note at the top of the page that holds the
// text, until somebody puts it away. The server makes such a note for a form that it refuses; one that was
// never sent is made here, from what the tab has kept of it (drafts.js).
const LABEL = "Put it away";

const there = (draft) => [...document.querySelectorAll(".unsent")].find((note) => note.dataset.of === draft);

export const hasNote = (draft) => there(draft) !== undefined;

export const removeNote = (draft) => there(draft)?.remove();

const element = (kind, text, ...inside) => {
  const made = document.createElement(kind);
  made.append(...(text ? [text] : []), ...inside);
  return made;
};

// Puts a note above everything; `away` is called when it is put away.
export const placeNote = (note, draft, away) => {
  removeNote(draft);
  for (const other of document.querySelectorAll(".unsent[id]")) other.removeAttribute("id");
  note.dataset.of = draft;
  const button = element("button", LABEL);
  button.type = "button";
  button.addEventListener("click", () => {
    note.remove();
    away();
  });
  note.append(element("p", "", button));
  document.getElementById("main").prepend(note);
};

// A note about what was typed and never sent: `lines` are pairs of a label and a text.
export const unsentNote = (lines) => {
  const note = element("section", "", element("h2", "You had not sent this"),
    element("p", "Its form is closed. What you wrote stands only here now. Copy what you still need."));
  note.className = "unsent";
  note.tabIndex = -1;
  note.setAttribute("role", "alert");
  const list = element("dl", "");
  list.className = "order";
  for (const [label, text] of lines) {
    const told = element("dd", text);
    told.className = "said";
    list.append(element("div", "", element("dt", label), told));
  }
  note.append(list);
  return note;
};
