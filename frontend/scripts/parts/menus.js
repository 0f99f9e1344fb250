// Menus of the header: Escape and a click elsewhere close them.
const openMenus = () => [...document.querySelectorAll("details.rh-menu[open]")];

export function closeMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.removeAttribute("open");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    }
  });
}
