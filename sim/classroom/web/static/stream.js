// The line on which the server says that something changed. It comes back by itself, ever more slowly,
// and not all devices of a class at once.
const FIRST = 1000; // milliseconds
const SLOWEST = 15000;

export const listen = (address, { changed, back, gone, state }) => {
  let source = null;
  let wait = FIRST;
  let timer = null;

  const later = () => {
    source?.close();
    source = null;
    clearTimeout(timer);
    timer = setTimeout(open, wait * (0.5 + Math.random()));
    wait = Math.min(wait * 2, SLOWEST);
  };

  const open = () => {
    clearTimeout(timer);
    if (!window.EventSource) {
      timer = setTimeout(() => { changed(); open(); }, 10000);
      return;
    }
    source?.close();
    source = new EventSource(address);
    source.addEventListener("ready", () => {
      if (wait > FIRST) back(); // something may have happened while nobody listened
      wait = FIRST;
      state(true);
    });
    source.addEventListener("changed", changed);
    source.addEventListener("gone", () => {
      gone();
      later();
    });
    source.addEventListener("error", () => {
      state(false);
      later();
    });
  };

  open();
  return {
    again: () => {
      wait = FIRST;
      open();
    },
  };
};
