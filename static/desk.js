// The desk: saves what is typed by itself, and keeps on this device what could not be sent. Without
// a script the Save button does the same.

const AFTER = 3000;
const AGAIN = 15000;
//: A browser lets go of a larger body when the page is left.
const LARGEST_ON_LEAVING = 60000;

const form = document.querySelector("form[data-desk]");
const told = form.querySelector("[data-told]");
const place = `hiroba desk ${form.dataset.desk}`;
const earlier = `${place}, earlier`;
const fields = [...form.elements].filter(one => /^(title|body|demands)_/.test(one.name));

let saved = written();
let timer;
let underWay = false;
let leavingByButton = false;

function written() {
  return JSON.stringify(Object.fromEntries(fields.map(one => [one.name, one.value])));
}

// Return a text without what the server takes off its ends.
function plain(text) {
  return text && JSON.stringify(Object.entries(JSON.parse(text)).map(([name, value]) =>
    [name, value.normalize("NFC").split(/\r?\n/).map(line => line.trim())
      .filter(line => line || !name.startsWith("demands")).join("\n").trim()]));
}

// ---- On this device

// Storage may be switched off, or full: then there is nothing but the page itself.
function keep(name, one) {
  try {
    localStorage.setItem(name, JSON.stringify(one));
  } catch { /* as said above */ }
}

function forget(name) {
  try {
    localStorage.removeItem(name);
  } catch { /* as said above */ }
}

function kept(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function offer({at, text}) {
  const notice = document.querySelector("[data-unsent]");
  notice.querySelector("[data-when]").textContent =
    new Date(at).toLocaleString(document.documentElement.lang, {
      month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit",
    });
  notice.hidden = false;
  const decided = () => {
    notice.hidden = true;
    forget(earlier);
    fields[0].focus();
  };
  notice.querySelector("[data-bring-back]").addEventListener("click", () => {
    const values = JSON.parse(text);
    for (const one of fields) one.value = values[one.name] ?? one.value;
    changed();
    decided();
  });
  notice.querySelector("[data-forget]").addEventListener("click", decided);
}

// ---- To the server

function changed() {
  if (written() === saved) return;
  keep(place, {at: Date.now(), text: written()});
  told.textContent = form.dataset.unsaved;
  clearTimeout(timer);
  timer = setTimeout(save, AFTER);
}

async function save({leaving = false} = {}) {
  const text = written();
  if (leavingByButton || underWay || text === saved) return;
  clearTimeout(timer);
  underWay = true;
  const body = new FormData(form);
  body.set("act", "save");
  if (!leaving) told.textContent = form.dataset.saving;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body,
      headers: {Accept: "application/json"},
      keepalive: leaving && new Blob([text]).size < LARGEST_ON_LEAVING,
    });
    if (answer.ok) taken(text, await answer.json());
    else await refused(answer);
  } catch {
    told.textContent = form.dataset.offline;
    timer = setTimeout(save, AGAIN);
  } finally {
    underWay = false;
  }
  if (saved === text && written() !== text) changed();
}

function taken(text, answer) {
  saved = text;
  form.elements.began.value = answer.began;
  told.textContent = answer.told;
  if (written() === text) forget(place);
  const notice = form.querySelector("[data-doubts]");
  notice.hidden = answer.doubts.length === 0;
  notice.querySelector("ul").replaceChildren(...answer.doubts.map(doubt => {
    const line = document.createElement("li");
    line.textContent = doubt;
    return line;
  }));
}

// What is not taken stays on this device. The Save button shows why, beside what is saved.
async function refused(answer) {
  if (answer.status === 422) told.textContent = (await answer.json()).told;
  else if (answer.status === 403) told.textContent = form.dataset.signedOut;
  else throw new Error("not taken");
}

// What an earlier visit could not send is kept until somebody has decided on it.
const unsent = kept(place);
if (unsent && plain(unsent.text) !== plain(saved)) keep(earlier, unsent);
forget(place);
const offered = kept(earlier);
if (offered) offer(offered);

form.addEventListener("input", changed);
form.addEventListener("submit", () => {
  leavingByButton = true;
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") save({leaving: true});
});
window.addEventListener("pagehide", () => save({leaving: true}));
window.addEventListener("online", () => save());
// A page that comes back as it was left may be old: what is unsent was kept.
window.addEventListener("pageshow", event => event.persisted && location.reload());
