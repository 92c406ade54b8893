// Counts down between two looks at the server. [data-countdown] holds the seconds that were left when the
// page was made; [data-paused] stands still. Nothing is said aloud but the last minute and the end.
import { say } from "./status.js";

const SHORT = 60; // seconds
const ends = new WeakMap();

export const inWords = (seconds) => {
  const whole = Math.ceil(Math.abs(seconds) - 1e-9);
  return `${seconds < 0 && whole > 0 ? "−" : ""}${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

const received = () => {
  const [entry] = performance.getEntriesByType("navigation");
  const since = entry && entry.responseStart ? performance.now() - entry.responseStart : 0;
  return Date.now() - (since < 60000 ? since : 0);
};

const set = (clock, from) => {
  ends.set(clock, from + Number(clock.dataset.countdown) * 1000);
};

const tick = () => {
  for (const clock of document.querySelectorAll("[data-countdown]")) {
    if (!ends.has(clock)) set(clock, Date.now());
    const paused = clock.hasAttribute("data-paused");
    let left = paused ? Number(clock.dataset.countdown) : (ends.get(clock) - Date.now()) / 1000;
    if (clock.hasAttribute("data-clamp")) left = Math.max(0, left);
    const told = inWords(left);
    if (clock.textContent !== told) clock.textContent = told;
    const box = clock.closest("[data-clock]");
    if (!box || paused) continue;
    box.classList.toggle("short", left <= SHORT);
    const word = box.querySelector(".clock-word");
    const state = left <= 0 ? "time is over" : "left";
    if (word && word.textContent !== state) word.textContent = state;
    const before = Number(box.dataset.said || Infinity);
    if (left <= 0 && before > 0) say("Time is over.");
    else if (left <= SHORT && left > SHORT - 5 && before > SHORT) say("One minute left.");
    box.dataset.said = String(left);
  }
};

export const freshenClocks = (page) => {
  for (const fresh of page.querySelectorAll("[data-countdown]")) {
    const region = fresh.closest("[data-live][id]");
    const own = region && document.getElementById(region.id)?.querySelector("[data-countdown]");
    if (!own) continue;
    own.dataset.countdown = fresh.dataset.countdown;
    set(own, Date.now());
  }
  tick();
};

export const startClocks = () => {
  const from = received();
  for (const clock of document.querySelectorAll("[data-countdown]")) set(clock, from);
  tick();
  setInterval(tick, 250);
};
