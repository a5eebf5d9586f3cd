// Double submits do no harm, and messages close.

const submitters = (form) => form.querySelectorAll('button:not([type="button"]), input[type="submit"]');

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  // Busy and not disabled: a disabled button would not send its own name and value.
  submitters(form).forEach((button) => button.setAttribute("aria-busy", "true"));
});

// The page comes back out of the browser's memory: its forms may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    submitters(form).forEach((button) => button.removeAttribute("aria-busy"));
  }
});

for (const button of document.querySelectorAll("[data-dismisses]")) {
  button.hidden = false;
  button.addEventListener("click", () => button.parentElement.remove());
}
