// Menus of the header: one open at a time; Escape and a click elsewhere close them.
const open = () => [...document.querySelectorAll("details.rh-menu[open]")];

document.addEventListener("click", (event) => {
  open().filter((menu) => !menu.contains(event.target)).forEach((menu) => menu.removeAttribute("open"));
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  open().forEach((menu) => {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  });
});
