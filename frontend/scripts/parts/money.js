// Beside an amount in 元: the same in 万元, so that a nought too many is seen.

/** Return an amount as 万元 or 亿元, with a sign for nothing when it is small or no number. */
export function inWan(text) {
  const amount = Number(text.replaceAll(",", "").replaceAll("，", "").trim());
  if (!text.trim() || !Number.isFinite(amount) || amount < 10000) return "";
  const [unit, name] = amount >= 1e8 ? [1e8, "亿元"] : [1e4, "万元"];
  return `${(amount / unit).toLocaleString("en-US", { maximumFractionDigits: 4 })} ${name}`;
}

export function echoMoney() {
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("[data-money]")) return;
    const echo = event.target.parentElement.querySelector(".rh-money-echo");
    if (echo) echo.textContent = inWan(event.target.value);
  });
}
