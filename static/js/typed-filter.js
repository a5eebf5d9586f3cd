// A filter in which one types, for whoever hears the page: its library names only what is chosen.
"use strict";

// As the library does, and so right after it.
django.jQuery(() => {
  for (const form of document.querySelectorAll(".typed-filter")) {
    const name = form.querySelector("label").textContent;
    form.querySelector(".select2-selection__rendered")?.setAttribute("aria-label", name);
  }
});
