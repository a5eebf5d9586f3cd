// What is typed into a form with data-draft is kept on the server, a second later or when the page
// is left. Only while the server cannot be reached it is kept here, under the person's number, and
// it goes as soon as the server has it, when the person logs out, and when another one logs in.

const PREFIX = "evergreen:draft:";
const PATIENCE = 1000; // milliseconds after the last key
const AGAIN = 10000; // milliseconds between two tries while the server does not answer
const GONE = 404; // the customer or task is not to be seen any more

const person = document.body.dataset.person;
const token = () => JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"];
const keyOf = (url) => `${PREFIX}${person}:${url}`;
const kept = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));

function send(url, body) {
  // As htmx asks: after the session has ended the answer is a plain 401, and no log-in form.
  const headers = { Accept: "application/json", "HX-Request": "true", "X-CSRFToken": token() };
  return fetch(url, { method: "POST", body, headers, keepalive: String(body).length < 60000 });
}

// What was kept here goes to the server; returns the addresses that it went to. A form that is
// open sends its own, newer text.
async function deliver(open = "") {
  const sent = [];
  for (const key of kept()) {
    if (!key.startsWith(`${PREFIX}${person}:`)) {
      localStorage.removeItem(key);
      continue;
    }
    const url = key.slice(keyOf("").length);
    if (url === open || !url.startsWith("/") || url.startsWith("//")) continue;
    const text = localStorage.getItem(key);
    const answer = await send(url, new URLSearchParams(text)).catch(() => null);
    if (!answer || !(answer.ok || answer.status === GONE)) continue;
    if (localStorage.getItem(key) === text) localStorage.removeItem(key);
    if (answer.ok) sent.push(url);
  }
  return sent;
}

function watch(form) {
  const url = form.dataset.draft;
  const status = form.querySelector("[role=status]");
  let waiting = 0;
  let isSent = false;
  let last = typed();

  function typed() {
    const pairs = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    return new URLSearchParams(pairs).toString();
  }

  function tell(text, isWarning) {
    status.textContent = text;
    status.classList.toggle("is-warning", isWarning);
  }

  function keepHere(text, why) {
    localStorage.setItem(keyOf(url), text);
    tell(why, true);
  }

  async function save() {
    clearTimeout(waiting);
    const text = typed();
    if (isSent || text === last) return;
    const answer = navigator.onLine ? await send(url, new URLSearchParams(text)).catch(() => null) : null;
    if (isSent) return;
    if (!answer || answer.status >= 500) {
      keepHere(text, form.dataset.offline);
      waiting = setTimeout(save, AGAIN);
    } else if (answer.status === 401 || answer.status === 403) {
      keepHere(text, form.dataset.signedOut);
    } else {
      const { told } = await answer.json().catch(() => ({ told: "" }));
      if (!answer.ok) return keepHere(text, told || form.dataset.offline);
      last = text;
      localStorage.removeItem(keyOf(url));
      tell(told, false);
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, PATIENCE);
  });
  document.addEventListener("visibilitychange", () => document.hidden && save());
  addEventListener("online", save);
  addEventListener("pageshow", () => (isSent = false));
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault(); // the browser's own page would take the place of what was typed
      keepHere(typed(), form.dataset.offline);
      return;
    }
    isSent = true;
    clearTimeout(waiting); // what is kept here goes with the next page: the line may be dead
  });
}

document.addEventListener("submit", (event) => {
  // Not the property: a field of the form may be called "action", too.
  if (!event.target.getAttribute("action")?.endsWith("/logout/")) return;
  kept().forEach((key) => localStorage.removeItem(key));
});

if (person) {
  const form = document.querySelector("form[data-draft]");
  if (form) watch(form);
  // A text that was typed offline in a page that is gone: the form begins with it.
  deliver().then((sent) => sent.includes(form?.dataset.draft) && location.replace(location.href));
  addEventListener("online", () => deliver(form?.dataset.draft));
}
