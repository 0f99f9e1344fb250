// Keeps of Tabler's stylesheet the parts that our pages are made of: the whole is 630 KB, of which we use a tenth.
import { readFile } from "node:fs/promises";

// A class stays when its name begins like one of these (up to a dash, or wholly). Selectors without a class stay.
const KEPT = [
  "alert", "align-items", "badge", "breadcrumb", "btn", "card", "col", "d", "display", "fade", "flex",
  "form", "fw", "g", "gap", "gx", "gy", "h", "has-validation", "input-group", "invalid-feedback", "is-invalid",
  "justify-content", "list-unstyled", "list-inline", "m", "mb", "me", "ms", "mt", "mx", "my", "overflow", "p",
  "page-item", "page-link", "pagination", "pb", "pe", "ps", "pt", "px", "py", "row", "small", "table", "text", "w",
];
const DROPPED = /\.(btn|text|bg|form|card|badge|table|alert)-(?!primary|secondary|sm\b|check|control|select|label|body|header|title|footer|responsive|center|end|start|nowrap|break|truncate|muted|link|close|outline-primary)[a-z]/;
const STEPPED = /\.[mp][tbsexy]?-(sm|md|lg|xl|xxl)-/;
const THEMES = /\[data-bs-theme=|\[dir=|\.theme-|:root\[/;

export const tabler = {
  name: "tabler",
  setup(build) {
    build.onLoad({ filter: /@tabler[\\/]core[\\/]dist[\\/]css[\\/]tabler\.css$/ }, async ({ path }) => ({
      contents: keepNeeded(await readFile(path, "utf8")),
      loader: "css",
    }));
  },
};

/** Return the stylesheet with only the rules whose selectors we use. */
export function keepNeeded(css) {
  return rules(css.replace(/\/\*[\s\S]*?\*\//g, ""))
    .map(({ head, body }) => keepRule(head, body))
    .join("\n");
}

function keepRule(head, body) {
  if (body === null) return head.startsWith("@charset") ? "" : `${head};`;
  if (/^@(media|supports|layer|container)/.test(head)) {
    const inside = keepNeeded(body);
    return inside.trim() ? `${head}{${inside}}` : "";
  }
  if (head.startsWith("@")) return /keyframes/.test(head) ? "" : `${head}{${body}}`;
  const selectors = splitSelectors(head).filter(isNeeded);
  return selectors.length ? `${selectors.join(",")}{${body}}` : "";
}

function isNeeded(selector) {
  if (THEMES.test(selector) || DROPPED.test(selector) || STEPPED.test(selector)) return false;
  const names = [...selector.matchAll(/\.((?:[\w-]|\\.)+)/g)].map((found) => found[1]);
  return names.every((name) => KEPT.some((kept) => name === kept || name.startsWith(`${kept}-`)));
}

function splitSelectors(head) {
  const parts = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < head.length; at += 1) {
    if (head[at] === "(") depth += 1;
    else if (head[at] === ")") depth -= 1;
    else if (head[at] === "," && depth === 0) {
      parts.push(head.slice(start, at).trim());
      start = at + 1;
    }
  }
  return [...parts, head.slice(start).trim()];
}

function rules(css) {
  const found = [];
  let start = 0;
  let quote = "";
  for (let at = 0; at < css.length; at += 1) {
    const sign = css[at];
    if (quote) {
      if (sign === quote) quote = "";
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === ";") {
      found.push({ head: css.slice(start, at).trim(), body: null });
      start = at + 1;
    } else if (sign === "{") {
      const end = closing(css, at);
      found.push({ head: css.slice(start, at).trim(), body: css.slice(at + 1, end) });
      at = end;
      start = end + 1;
    }
  }
  return found;
}

function closing(css, open) {
  let depth = 0;
  let quote = "";
  for (let at = open; at < css.length; at += 1) {
    const sign = css[at];
    if (quote) {
      if (sign === quote) quote = "";
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === "{") depth += 1;
    else if (sign === "}" && (depth -= 1) === 0) return at;
  }
  return css.length;
}
