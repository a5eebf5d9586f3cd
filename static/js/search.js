// The panel under the search box: htmx fetches its options, arrows move, Enter opens, Escape closes.

const box = document.getElementById("search");
const panel = document.getElementById("search-hits");

let asked = false; // whether somebody has typed since the panel was closed
let active = null;

const options = () => [...panel.querySelectorAll('[role="option"]')];

function choose(option) {
  active?.setAttribute("aria-selected", "false");
  active = option;
  if (!option) return box.removeAttribute("aria-activedescendant");
  option.setAttribute("aria-selected", "true");
  box.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function show(isOpen) {
  panel.hidden = !isOpen;
  box.setAttribute("aria-expanded", String(isOpen));
  if (isOpen) return;
  asked = false;
  choose(null);
}

function move(step) {
  const all = options();
  const place = all.indexOf(active) + step;
  // One step beyond either end is the box itself: what was typed.
  const before = active || step > 0 ? place : all.length - 1;
  choose(all[before] ?? null);
}

function press(event) {
  if (event.isComposing) return; // the keys belong to the input method
  const isOpen = !panel.hidden;
  if (event.key === "Escape" && isOpen) {
    event.preventDefault();
    show(false);
  } else if (isOpen && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && active) {
    event.preventDefault();
    active.click();
  }
}

if (box) {
  box.addEventListener("keydown", press);
  box.addEventListener("input", () => {
    asked = true;
    if (!box.value.trim()) show(false);
  });
  panel.addEventListener("htmx:afterSwap", () => {
    active = null;
    options().forEach((option, place) => (option.id = `search-option-${place}`));
    show(asked && document.activeElement === box && options().length > 0);
  });
  // A press on an option must not take the focus, or the panel would be gone before the click.
  panel.addEventListener("mousedown", (event) => event.preventDefault());
  box.addEventListener("blur", () => show(false));
}
