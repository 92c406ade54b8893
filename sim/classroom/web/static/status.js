// What is said to everybody, also to who cannot see the page: that the line is lost, that something arrived.
const PATIENCE = 2500; // milliseconds: a line that is back at once is not worth a word

let banner = null;
let quiet = null;
let timer = null;

const element = (id, kind) => {
  const made = document.createElement("p");
  made.id = id;
  made.className = kind;
  made.setAttribute("role", "status");
  document.body.prepend(made);
  return made;
};

export const startStatus = () => {
  banner = element("connection", "connection");
  quiet = element("announced", "unseen");
};

export const say = (text) => {
  quiet.textContent = "";
  setTimeout(() => { quiet.textContent = text; }, 50); // the same words twice are said twice
};

export const lost = (down) => {
  if (!down) {
    clearTimeout(timer);
    timer = null;
    if (banner.textContent) say("The connection is back.");
    banner.textContent = "";
  } else if (timer === null) {
    timer = setTimeout(() => {
      banner.textContent = "Connection lost, trying again. What you type is kept on this device.";
    }, PATIENCE);
  }
};
