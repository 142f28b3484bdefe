"use strict";
// The opener page: what a custodian has on their own machine to read with, without the network.

const find = (id) => document.getElementById(id);
const show = (id, whether = true) => { find(id).hidden = !whether; };

let secretKey;
let parcel;
let opened;
let pairs = [];
let ballots;

async function openAll() {
  const [keyFile] = find("key-file").files;
  const [records] = find("records-file").files;
  parcel = await sealed.read(records);
  secretKey = await sealed.unlock(keyFile, find("key-words").value);
  if (parcel.kind === "prove") {
    find("word").textContent = await sealed.wordIn(parcel, secretKey);
    show("test");
    return;
  }
  if (parcel.records.some((record) => record.purpose.startsWith("ballot "))) {
    await openBallots();
    return;
  }
  opened = await sealed.open(parcel, secretKey);
  show("unread", opened.length < parcel.records.length);
  find("read").replaceChildren(...opened.map(sealed.shown));
  show("records");
  showPairs();
  showAnswering();
}

// Ballots are not shown: what an officer needs is the file to hand in. One that does not open is
// left out of it, and the site then counts it among those that could not be read.
async function openBallots() {
  ballots = [];
  for (const record of parcel.records) {
    try {
      ballots.push(...await sealed.open({ records: [record] }, secretKey));
    } catch {
      continue;
    }
  }
  if (ballots.length === 0) throw new Error("nothing opens");
  find("ballots-opened").textContent = `${ballots.length} / ${parcel.records.length}`;
  show("ballots");
}

function saveBallots() {
  const lines = ballots.map((one) => `${JSON.stringify({ id: one.id, ...one.fields })}\n`);
  sealed.save(sealed.fileName("opened-ballots", "jsonl"), lines.sort().join(""));
}

// Only a file that is to be compared can be answered with a decision.
function showPairs() {
  pairs = parcel.kind === "compare" ? comparing.likely(opened, parcel.apart) : [];
  find("pairs").replaceChildren();
  comparing.show(find("pairs"), pairs);
  show("duplicates", parcel.kind === "compare");
  show("no-pairs", pairs.length === 0);
}

function showAnswering() {
  const asked = parcel.kind === "reseal" || parcel.kind === "check";
  show("answering", asked);
  show("keys", parcel.kind === "reseal");
  find("codes").replaceChildren(...(parcel.keys ?? []).map((key) => {
    const item = document.createElement("li");
    const code = document.createElement("code");
    code.textContent = sealed.code(key);
    item.append(code);
    return item;
  }));
}

async function saveAnswer() {
  const unseen = parcel.kind === "reseal" && !find("compared").checked;
  show("compare", unseen);
  if (unseen) return;
  const answer = await sealed.answer(parcel, secretKey);
  show("lost", answer.records.length < opened.length);
  sealed.save(sealed.fileName("sealed-answer", "json"), sealed.written(answer));
}

function saveDecision() {
  const content = comparing.decision(parcel, opened, find("pairs"));
  sealed.save(sealed.fileName("sealed-duplicates", "json"), content);
}

// Unlocking holds the page up for some seconds, so what it says has to be drawn first.
async function telling(act) {
  for (const id of ["test", "ballots", "answering", "duplicates", "records", "failed", "passkey", "unread"]) show(id, false);
  show("working");
  await new Promise((go) => setTimeout(go, 50));
  try {
    await act();
  } catch (error) {
    show(error instanceof sealed.NoPasskey ? "passkey" : "failed");
  }
  show("working", false);
}

find("open").addEventListener("click", () => telling(openAll));
find("answer").addEventListener("click", saveAnswer);
find("save-ballots").addEventListener("click", saveBallots);
find("decide").addEventListener("click", saveDecision);

function speak(language) {
  document.documentElement.lang = language;
  for (const button of document.querySelectorAll("[data-lang]")) {
    button.setAttribute("aria-pressed", button.dataset.lang === language);
  }
  if (opened) find("read").replaceChildren(...opened.map(sealed.shown));
  comparing.show(find("pairs"), pairs);
}

for (const button of document.querySelectorAll("[data-lang]")) {
  button.addEventListener("click", () => speak(button.dataset.lang));
}
speak(navigator.language.startsWith("ja") ? "ja" : "en");
