// Everything that pages do by themselves. Each part stands alone; without any of them the pages still work.
import { countCharacters } from "./parts/characters.js";
import { keepDrafts } from "./parts/drafts.js";
import { filterAtOnce } from "./parts/filters.js";
import { guardSubmits } from "./parts/guard.js";
import { closeMenus } from "./parts/menus.js";
import { echoMoney } from "./parts/money.js";
import { repeatRows } from "./parts/rows.js";
import { searchInLists } from "./parts/search.js";
import { markRows } from "./parts/selection.js";
import { warnBeforeSessionEnds } from "./parts/session.js";

closeMenus();
guardSubmits();
repeatRows();
echoMoney();
countCharacters();
markRows();
filterAtOnce();
searchInLists(document);
keepDrafts();
warnBeforeSessionEnds();
document.querySelector("[data-focus]")?.focus();
