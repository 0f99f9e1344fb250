// Drafts kept in this browser until the server has confirmed them. The key names person, case and section.
const PREFIX = "ronghe-draft:";

/** Keep entries [[name, value], …] of a form: the revision they were written upon, and whether they were sent whole. */
export function keep(key, { entries, revision, at, sent = false }) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify({ entries, revision: Number(revision), at, sent }));
    return true;
  } catch {
    return false; // no room, or storage forbidden: the server copy is then the only one
  }
}

/** Return what was kept under a key, or null. */
export function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

/** Forget what was kept under a key. */
export function drop(key) {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // storage forbidden: nothing was kept
  }
}

/** Forget every draft: on a shared machine nothing may stay after a log-out. */
export function dropAll() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // storage forbidden: nothing was kept
  }
}

/** Return what is to be kept of a form's entries: neither files nor what belongs to this page only. */
export function keepable(entries) {
  return entries.filter(([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "token", "revision"].includes(name));
}

/** Return whether a copy has reached the server: it says the same, or was sent and the form has been saved since. */
export function arrived(copy, entries, revision) {
  return same(copy.entries, entries) || (copy.sent && Number(revision) > copy.revision);
}

/** Return whether two lists of entries say the same. */
export function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
