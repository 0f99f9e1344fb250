// Everything that pages do by themselves. Each part stands alone; without any of them the pages still work.
import "./parts/menus.js";
