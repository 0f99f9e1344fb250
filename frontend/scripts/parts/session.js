// A warning five minutes before the log-in ends. Every saving prolongs it and says until when.
import { forget, note } from "./notes.js";
import { say } from "./words.js";

const WARNING = 5 * 60 * 1000;
const LONGEST = 2 ** 31 - 1;
let timer = 0;

export function warnBeforeSessionEnds() {
  expect(document.body.dataset.sessionEnds);
  document.addEventListener("rh:session", (event) => {
    forget("session");
    expect(event.detail);
  });
}

function expect(moment) {
  clearTimeout(timer);
  const ends = Date.parse(moment ?? "");
  const wait = ends - WARNING - Date.now();
  if (Number.isNaN(wait) || wait > LONGEST) return;
  timer = setTimeout(() => warn(ends), Math.max(0, wait));
}

function warn(ends) {
  const minutes = Math.max(1, Math.round((ends - Date.now()) / 60000));
  note("session", say("session", { minutes }), [{ label: say("sessionStay"), press: stay }]);
}

function stay() {
  document.dispatchEvent(new CustomEvent("rh:save-now"));
}
