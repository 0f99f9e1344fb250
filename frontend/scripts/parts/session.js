// A warning five minutes before the log-in ends.
import { forget, note } from "./notes.js";
import { say } from "./words.js";

const WARNING = 5 * 60 * 1000;
const LONGEST = 2 ** 31 - 1;

export function warnBeforeSessionEnds() {
  const ends = Date.parse(document.body.dataset.sessionEnds ?? "");
  if (Number.isNaN(ends)) return;
  const wait = ends - WARNING - Date.now();
  if (wait > LONGEST) return;
  setTimeout(() => warn(ends), Math.max(0, wait));
}

function warn(ends) {
  const minutes = Math.max(1, Math.round((ends - Date.now()) / 60000));
  note("session", say("session", { minutes }), [
    { label: say("sessionStay"), press: () => stay() },
  ]);
}

function stay() {
  forget("session");
  document.dispatchEvent(new CustomEvent("rh:save-now"));
}
