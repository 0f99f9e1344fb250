// Forms that save themselves: to the server two seconds after the last change, and in this browser until it confirms.
import { forget, note } from "./notes.js";
import { refill } from "./refill.js";
import { arrived, drop, dropAll, keep, keepable, kept, same } from "./stock.js";
import { clock, say } from "./words.js";

const PAUSE = 2000;
const RETRY = 15000;

export function keepDrafts() {
  document.querySelectorAll("[data-draft-done]").forEach((one) => drop(one.dataset.draftDone));
  document.querySelectorAll("form[data-log-out]").forEach((form) => form.addEventListener("submit", dropAll));
  document.querySelectorAll("form[data-autosave]").forEach((form) => new Draft(form).begin());
}

class Draft {
  constructor(form) {
    this.form = form;
    this.key = form.dataset.draft || form.dataset.autosave;
    this.timer = 0;
    this.saving = false;
    this.stopped = false;
    this.stored = this.entries();
  }

  begin() {
    this.offerToRestore();
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("change", () => this.changed());
    this.form.addEventListener("submit", () => this.leave());
    document.addEventListener("rh:save-now", () => this.save());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.dirty()) this.save();
    });
  }

  entries() {
    return keepable([...new FormData(this.form).entries()]);
  }

  dirty() {
    return !same(this.entries(), this.stored);
  }

  changed() {
    if (!this.dirty()) return;
    this.keepHere(false);
    if (this.stopped) return;
    this.tell("unsaved", say("unsaved"));
    this.after(PAUSE);
  }

  after(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  async save() {
    if (this.saving || this.stopped) return;
    clearTimeout(this.timer);
    this.saving = true;
    const sent = this.entries();
    this.tell("saving", say("saving"));
    const answer = await this.send();
    this.saving = false;
    await this.take(answer, sent);
  }

  async send() {
    const data = new FormData(this.form);
    for (const [name, value] of [...data.entries()]) if (typeof value !== "string") data.delete(name);
    data.set("revision", this.form.dataset.revision);
    try {
      return await fetch(this.form.dataset.autosave, {
        method: "POST", body: data, headers: { "X-Autosave": "1", Accept: "application/json" }, redirect: "manual",
        credentials: "same-origin",
      });
    } catch {
      return null;
    }
  }

  async take(answer, sent) {
    if (answer?.status === 200) return this.saved(await answer.json(), sent);
    if (answer?.status === 409) return this.conflict(await answer.json().catch(() => ({})));
    // Signed out; a person signed in anew in another tab has a new token, which only a reload of the page brings.
    if (answer && (answer.status === 401 || answer.status === 403 || answer.type === "opaqueredirect")) return this.loggedOut();
    this.tell("kept", say("kept"));
    return this.after(RETRY);
  }

  saved({ revision, saved_at, session_ends }, sent) {
    document.dispatchEvent(new CustomEvent("rh:session", { detail: session_ends }));
    this.stored = sent;
    this.form.dataset.revision = revision;
    const field = this.form.elements.namedItem("revision");
    if (field) field.value = revision;
    forget("log-in");
    if (this.dirty()) {
      this.after(PAUSE);
      return;
    }
    drop(this.key);
    this.tell("saved", `${say("saved")} ${clock(saved_at ?? Date.now())}`);
  }

  conflict({ message = "" }) {
    this.stopped = true;
    this.tell("conflict", say("kept"));
    note("conflict", `${message}${say("conflict")}`, [{ label: say("reload"), press: () => location.reload() }]);
  }

  loggedOut() {
    this.tell("kept", say("kept"));
    note("log-in", say("logIn"), [
      { label: say("logInLink"), href: this.form.dataset.logIn || "/accounts/login/" },
      { label: say("resend"), press: () => this.resume() },
    ]);
  }

  // The page is asked for anew, for its token; what was typed is offered again from this browser.
  async resume() {
    const page = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
    const fresh = page?.ok && new DOMParser().parseFromString(await page.text(), "text/html");
    const token = fresh && fresh.querySelector('form[data-autosave] [name="csrfmiddlewaretoken"]')?.value;
    if (!token) return this.loggedOut();
    this.form.elements.namedItem("csrfmiddlewaretoken").value = token;
    return this.save();
  }

  leave() {
    clearTimeout(this.timer);
    this.stopped = true;
    this.keepHere(true);
  }

  keepHere(sent) {
    keep(this.key, { entries: this.entries(), revision: this.form.dataset.revision, at: Date.now(), sent });
  }

  offerToRestore() {
    const copy = kept(this.key);
    if (!copy) return;
    if (arrived(copy, this.stored, this.form.dataset.revision)) {
      drop(this.key);
      return;
    }
    note("restore", say("restore", { time: clock(copy.at) }), [
      { label: say("restoreYes"), press: () => this.restore(copy) },
      { label: say("restoreNo"), press: () => { drop(this.key); forget("restore"); } },
    ]);
  }

  restore(copy) {
    forget("restore");
    refill(this.form, copy.entries);
    this.save();
  }

  tell(state, text) {
    const line = this.form.querySelector("[data-save-status]");
    if (!line) return;
    line.dataset.state = state;
    line.textContent = text;
  }
}
