// A task dragged to somebody: the same preview that the boxes and the button lead to.
"use strict";

const form = document.querySelector("#hand-on");
const KIND = "text/x-evergreen-task";

function boxOf(task) {
  return form.querySelector(`input[name="task"][value="${CSS.escape(task)}"]`);
}

form?.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.("[data-task]");
  if (!card) return;
  event.dataTransfer.setData(KIND, card.dataset.task);
  event.dataTransfer.effectAllowed = "move";
});

for (const column of form?.querySelectorAll("[data-person]") ?? []) {
  column.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes(KIND)) return;
    event.preventDefault();
    column.classList.add("is-over");
  });
  column.addEventListener("dragleave", () => column.classList.remove("is-over"));
  column.addEventListener("drop", (event) => {
    const box = boxOf(event.dataTransfer.getData(KIND));
    column.classList.remove("is-over");
    if (!box || column.contains(box)) return;
    event.preventDefault();
    box.checked = true;
    form.querySelector("#id_to").value = column.dataset.person;
    form.requestSubmit();
  });
}
