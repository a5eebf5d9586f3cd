// The editor of a model version: a slider beside each weight, and curves that follow their rows.

const WIDTH = 200;
const HEIGHT = 100;

function slide(input) {
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = 0.5;
  slider.max = 30;
  slider.step = 0.5;
  slider.value = input.value;
  slider.setAttribute("aria-label", input.dataset.slider);
  input.before(slider);
  slider.addEventListener("input", (event) => {
    event.stopPropagation(); // the box beside it tells of the change
    input.value = slider.value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  slider.addEventListener("change", (event) => event.stopPropagation());
  input.addEventListener("input", () => (slider.value = input.value));
}

// As `polyline` in crm_site/pages/versions/words.py draws it.
function pointsOf(rows) {
  const [first, last] = [rows[0][0], rows.at(-1)[0]];
  const room = (last - first) * 0.06 || 1;
  const low = first - room;
  const width = last - first + 2 * room;
  const all = [[low, rows[0][1]], ...rows, [low + width, rows.at(-1)[1]]];
  return all.map(([raw, points]) => `${((raw - low) / width) * WIDTH},${HEIGHT - points}`).join(" ");
}

function draw(curve) {
  const rows = [...curve.querySelectorAll("tbody tr")]
    .map((row) => [...row.querySelectorAll("input")].map((box) => box.value.trim()))
    .filter((row) => row.some(Boolean))
    .map((row) => row.map((text) => (text === "" ? NaN : Number(text))));
  const grows = rows.every(([raw], place) => !place || raw > rows[place - 1][0]);
  const inside = rows.flat().every(Number.isFinite) && rows.every(([, points]) => points >= 0 && points <= 100);
  curve.querySelector("polyline").setAttribute("points", rows.length && grows && inside ? pointsOf(rows) : "");
  // There is always an empty row to go on with.
  const last = curve.querySelector("tbody tr:last-child");
  if ([...last.querySelectorAll("input")].some((box) => box.value.trim())) {
    const next = last.cloneNode(true);
    next.querySelectorAll("input").forEach((box) => (box.value = ""));
    last.after(next);
  }
}

document.querySelectorAll("[data-slider]").forEach(slide);
document.querySelectorAll(".curve-edit").forEach((curve) => curve.addEventListener("input", () => draw(curve)));

// An effect that does not belong to the figures beside it must not look as if it did.
const failed = document.getElementById("effect-failed");
const form = failed?.closest("form");
["htmx:responseError", "htmx:sendError"].forEach((name) => form?.addEventListener(name, () => (failed.hidden = false)));
form?.addEventListener("htmx:afterSwap", () => (failed.hidden = true));
