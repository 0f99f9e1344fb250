// What scripts say stands in the page, in its language: <template data-words data-saved="…">.
const words = () => document.querySelector("template[data-words]")?.dataset ?? {};

/** Return the words under a key with {names} filled in. */
export function say(key, values = {}) {
  return fill(words()[key] ?? "", values);
}

/** Return a text with its {names} replaced. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Return a moment as hours and minutes in China's time. */
export function clock(moment) {
  return new Intl.DateTimeFormat("zh-CN", {
    timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).format(new Date(moment));
}
