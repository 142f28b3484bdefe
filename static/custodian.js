"use strict";
// The custodians' page: makes a key, opens its test, opens records and seals them anew.
// The secret key stays in this page; it leaves as a locked file that is saved, and in no other way.

// The rows of network/passphrases.py.
const ROWS = [
  "ka ki ko sa se so na ne no ma mi mo ha te to ta",
  "ka ki ko sa se so na ne no ma mi mo ra ri ru re",
  "ka ki ma mi na no ra to",
].map((row) => row.split(" "));
const WORDS = 6;

const find = (id) => document.getElementById(id);

function passphrase() {
  return Array.from(crypto.getRandomValues(new Uint16Array(WORDS * ROWS.length)), (number, place) => {
    const row = ROWS[place % ROWS.length];
    // The rows' lengths are powers of two, so that each syllable is as likely as any other.
    return row[number % row.length] + (place % ROWS.length === ROWS.length - 1 ? " " : "");
  }).join("").trim().replaceAll(" ", "-");
}

// Say one of the page's own sentences beside what it is about; none hides them all.
function say(place, which) {
  for (const line of find(place).querySelectorAll("[data-say]")) line.hidden = line.dataset.say !== which;
}

// Do something that takes a while or fails, and say how it went.
async function telling(place, button, act) {
  button.disabled = true;
  say(place, "working");
  await new Promise((go) => setTimeout(go, 50));
  try {
    say(place, (await act()) ?? "done");
  } catch (error) {
    say(place, error instanceof sealed.NoPasskey ? "passkey" : "failed");
  }
  button.disabled = false;
}

function on(id, place, act) {
  const button = find(id);
  button?.addEventListener("click", () => telling(place, button, () => act(button)));
}

const chosen = (id) => {
  const [file] = find(id).files;
  if (!file) throw new Error("no file");
  return file;
};

const mine = () => sealed.unlock(chosen("key-file"), find("key-words").value);

// Put a file into a form, as if it had been chosen there.
function hand(input, name, content) {
  const transfer = new DataTransfer();
  transfer.items.add(new File([content], name, { type: "application/json" }));
  find(input).files = transfer.files;
}

// The key that can be saved, the name of the file that a passkey locks, and that passkey, once made.
let made;

// Show, below what was pressed, the ways to lock a key: by words, and by a passkey.
async function offer(secretKey, button) {
  const words = passphrase();
  const locked = await sealed.lock(secretKey, words);
  made = { secretKey, name: sealed.fileName("custodian-key-passkey", "age") };
  find("made-words").textContent = words;
  find("save-key").onclick = () => sealed.save(sealed.fileName("custodian-key", "age"), locked);
  say("passkey-locking");
  find("passkey-locked").hidden = true;
  button.closest("[data-making]").append(find("made-key"));
  find("made-key").hidden = false;
}

on("make-key", "making", async (button) => {
  const secretKey = await age.generateX25519Identity();
  await offer(secretKey, button);
  find("public_key").value = await age.identityToRecipient(secretKey);
});

on("lock-again", "locking-again", async (button) => offer(await mine(), button));

on("lock-by-passkey", "passkey-locking", async () => {
  const { secretKey, name } = made;
  // Pressed again after a failure, it takes the passkey that is there already.
  made.passkey ??= await sealed.makePasskey(name.replace(/\.age$/, ""));
  const locked = await sealed.lockByPasskey(secretKey, made.passkey);
  find("save-passkey-key").onclick = () => sealed.save(name, locked);
  find("passkey-locked").hidden = false;
});

on("open-test", "unlocking", async () => {
  const test = new File([find("test").textContent], "test.json");
  find("word").value = await sealed.wordIn(await sealed.read(test), await mine());
  find("prove").requestSubmit();
});

on("read-records", "reading", async () => {
  const parcel = await sealed.read(chosen("records-file"));
  const opened = await sealed.open(parcel, await mine());
  find("read").replaceChildren(...opened.map(sealed.shown));
  return opened.length < parcel.records.length ? "some" : "done";
});

on("answer-records", "answering", async () => {
  const parcel = await sealed.read(chosen("records-file"));
  if (parcel.kind === "reseal" && !find("compared").checked) return "compare";
  const answer = await sealed.answer(parcel, await mine());
  hand("file", "answer.json", sealed.written(answer));
  return answer.records.length < parcel.records.length ? "some" : "done";
});

// The file that was compared, and what of it could be opened.
let compared;

on("compare-records", "comparing", async () => {
  find("deciding").hidden = true;
  const parcel = await sealed.read(chosen("records-file"));
  if (parcel.kind !== "compare") throw new Error("not to be compared");
  const opened = await sealed.open(parcel, await mine());
  if (opened.length < 2) throw new Error("nothing to compare");
  const pairs = comparing.likely(opened, parcel.apart);
  compared = { parcel, opened };
  find("pairs").replaceChildren();
  comparing.show(find("pairs"), pairs);
  find("no-pairs").hidden = pairs.length > 0;
  find("deciding").hidden = false;
  return opened.length < parcel.records.length ? "some" : "done";
});

find("decide")?.addEventListener("click", () => {
  const content = comparing.decision(compared.parcel, compared.opened, find("pairs"));
  hand("decision", "decision.json", content);
  find("bring-decision").requestSubmit();
});

for (const part of document.querySelectorAll("[data-script]")) part.hidden = false;
sealed.passkeysLock().then((able) => {
  for (const part of document.querySelectorAll("[data-passkeys]")) part.hidden = !able;
});
