// Runs before the first paint: the person's choice, or for "auto" what the device asks for.
(() => {
  const root = document.documentElement;
  const chosen = document.querySelector('meta[name="colour-mode"]');
  const darkDevice = matchMedia("(prefers-color-scheme: dark)");

  const show = (mode) => {
    root.dataset.bsTheme = mode; // Bootstrap and our tokens
    root.dataset.theme = mode; // the back office
  };
  const deviceMode = () => (darkDevice.matches ? "dark" : "light");
  const apply = () => show(chosen.content === "auto" ? deviceMode() : chosen.content);

  apply();
  darkDevice.addEventListener("change", apply);
  addEventListener("beforeprint", () => show("light"));
  addEventListener("afterprint", apply);

  // The switch in the person's menu works at once, and keeps what is being typed on the page.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-colour-mode]")) return;
    event.preventDefault();
    fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), redirect: "manual" });
    chosen.content = event.submitter.value;
    for (const button of form.querySelectorAll("[aria-pressed]")) {
      button.setAttribute("aria-pressed", String(button === event.submitter));
    }
    apply();
  });
})();
