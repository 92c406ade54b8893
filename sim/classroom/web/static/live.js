// Keeps a page up to date. The stream only says that something changed: the page is then fetched again, as
// any reader may fetch it, and its [data-live] regions are exchanged. Without this file every page works
// by reloading, and every form by being sent.
import { freshenClocks, startClocks } from "./clock.js";
import { startDrafts } from "./drafts.js";
import { freshen, startRegions } from "./regions.js";
import { startSending } from "./sending.js";
import { lost, say, startStatus } from "./status.js";
import { listen } from "./stream.js";

const body = document.body;
const LEAST = 1000; // milliseconds between two fetches
const POLL = 60000; // a line that died without a word is noticed after so long
const NAP = 5000; // a timer that is so late slept

let timer = null;
let running = false;
let again = false;
let last = 0;

const own = () => body.dataset.page || location.pathname;

export const show = (page) => {
  const before = new Set([...document.querySelectorAll("#arrived [data-item]")].map((item) => item.id));
  const there = document.getElementById("arrived") !== null;
  freshen(page);
  freshenClocks(page);
  document.title = page.title || document.title;
  for (const name of ["spread"]) if (page.body.dataset[name]) body.dataset[name] = page.body.dataset[name];
  if (!there) return;
  const fresh = [...document.querySelectorAll("#arrived [data-item]")].filter((item) => !before.has(item.id));
  for (const item of fresh) item.classList.add("fresh");
  if (fresh.length) say(fresh.length === 1 ? "A new message has arrived." : `${fresh.length} new messages have arrived.`);
};

const fetchPage = async () => {
  timer = null;
  if (running) {
    again = true;
    return;
  }
  running = true;
  last = Date.now();
  try {
    const answer = await fetch(own(), { credentials: "same-origin", cache: "no-store" });
    if (new URL(answer.url).pathname !== own()) {
      location.assign(answer.url); // the seat is gone, or became another
      return;
    }
    if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    lost(true);
  } finally {
    running = false;
    if (again) {
      again = false;
      soon();
    }
  }
};

// A class that is told at once does not ask at once: each waits a random part of what all need together.
const soon = (within = Number(body.dataset.spread || 500)) => {
  if (timer !== null) {
    if (within > 0) return;
    clearTimeout(timer);
  }
  const wait = Math.max(Math.random() * within, last + LEAST - Date.now());
  timer = setTimeout(fetchPage, wait);
};

const wake = (line) => {
  line.again();
  soon(0);
};

const start = () => {
  startStatus();
  startRegions();
  startClocks();
  startDrafts();
  startSending(show);
  if (body.dataset.page && location.pathname !== body.dataset.page) {
    history.replaceState(null, "", body.dataset.page + location.hash); // a form's address is no page
  }
  if (!body.dataset.stream) return;
  const line = listen(body.dataset.stream, { changed: () => soon(), back: () => soon(), gone: () => soon(0), state: (up) => lost(!up) });
  let beat = Date.now();
  setInterval(() => {
    const now = Date.now();
    if (now - beat > NAP && document.visibilityState === "visible") wake(line);
    beat = now;
    if (now - last > POLL && document.visibilityState === "visible") soon();
  }, 1000);
  last = Date.now();
  let hidden = 0;
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") hidden = Date.now();
    else if (Date.now() - hidden > NAP) wake(line);
    else soon();
  });
  window.addEventListener("online", () => wake(line));
  window.addEventListener("pageshow", (event) => event.persisted && wake(line));
};

start();
