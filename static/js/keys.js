// Keys: "/" and Ctrl-K search, "g" and a letter goes somewhere, "?" shows them. Menus close.

const search = document.getElementById("search");
const keys = document.getElementById("keys");
const PATIENCE = 1500; // milliseconds between "g" and its letter

let wentAt = -Infinity;

const isTyping = (target) =>
  target.isContentEditable || target.matches("input, textarea, select") || Boolean(keys.open);

function openSearch(event) {
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
}

function go(event) {
  const place = document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`);
  if (place) place.click();
}

addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") return openSearch(event);
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (performance.now() - wentAt < PATIENCE) {
    wentAt = -Infinity;
    return go(event);
  }
  if (event.key === "/") openSearch(event);
  else if (event.key === "?") keys.showModal();
  else if (event.key === "g") wentAt = performance.now();
});

for (const opener of document.querySelectorAll('[data-opens="keys"]')) {
  opener.hidden = false;
  opener.addEventListener("click", () => {
    opener.closest("details")?.removeAttribute("open");
    keys.showModal();
  });
}

// A <details> that is a menu closes like one.
const openMenus = () => document.querySelectorAll("details[data-menu][open]");

addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
