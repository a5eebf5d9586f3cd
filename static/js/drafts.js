// What is typed into a form with data-draft is kept on the server, a second later or when the page
// is left. Only while the server cannot be reached it is kept here, under the person's number, and
// it goes as soon as the server has it, when the person logs out, and when another one logs in.
// Who is logged in stands here, too: of anybody else, or after the log-out, no open tab keeps more.

const PREFIX = "evergreen:draft:";
const WHO = "evergreen:person";
const PATIENCE = 1000; // milliseconds after the last key
const AGAIN = 10000; // milliseconds between two tries while the server does not answer
const GONE = 404; // the customer or task is not to be seen any more

const person = document.body.dataset.person;
const token = () => JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"];
const keyOf = (url) => `${PREFIX}${person}:${url}`;
const kept = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
const wipe = () => kept().forEach((key) => localStorage.removeItem(key));
const hasLeft = () => isNoted && localStorage.getItem(WHO) !== person;

// False where the browser has no room, or keeps nothing at all.
function stored(key, text) {
  try {
    localStorage.setItem(key, text);
    return true;
  } catch {
    return false;
  }
}

const isNoted = Boolean(person) && stored(WHO, person);

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
    if (hasLeft()) return tell(form.dataset.left, true);
    tell(stored(keyOf(url), text) ? why : form.dataset.unkept, true);
  }

  // The server does not even read more than this.
  function isTooLong(size) {
    if (size <= Number(form.dataset.most)) return false;
    tell(form.dataset.tooLong, true);
    return true;
  }

  async function save() {
    clearTimeout(waiting);
    const text = typed();
    if (isSent || text === last || isTooLong(text.length)) return;
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
  addEventListener("storage", ({ key }) => {
    if (key === WHO && hasLeft()) tell(form.dataset.left, true);
  });
  form.addEventListener("submit", (event) => {
    // As the form is sent a Chinese letter is three bytes; in a draft it is nine.
    if (isTooLong(new Blob([decodeURIComponent(typed())]).size)) {
      event.preventDefault(); // the page of the refusal would take its place
      return;
    }
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
  localStorage.removeItem(WHO);
  wipe();
});

if (person) {
  const form = document.querySelector("form[data-draft]");
  if (form) watch(form);
  // A text that was typed offline in a page that is gone: the form begins with it.
  deliver().then((sent) => sent.includes(form?.dataset.draft) && location.replace(location.href));
  addEventListener("online", () => deliver(form?.dataset.draft));
} else if (!localStorage.getItem(WHO)) {
  wipe(); // a log-in after a log-out, and not only after the session has ended
}
