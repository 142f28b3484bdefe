"use strict";
// What a custodian does with sealed records: unlock a key file, open, seal anew.
// The custodians' page and the opener page share it. It sends nothing anywhere.
const sealed = (() => {
  const FORMAT = "hiroba sealed records";
  const VERSION = 1;

  const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const textOf = (bytes) => new TextDecoder().decode(bytes);
  const digest = (bytes) => hex(age.sha256(bytes));

  // A passphrase as it was made, whatever was typed between its words, in any width.
  const canonical = (typed) =>
    (typed.normalize("NFKC").toLowerCase().match(/[a-z]+/g) ?? []).join("-");

  // ---- Key files, locked by words or by a passkey

  // How age locks a file by a passkey, and our line beside it: which passkey to ask for.
  const BY_PASSKEY = "age-encryption.org/fido2prf";
  const WHICH = "hiroba/passkey";

  // The passkey that locked a key file is not here, was refused, or is another one.
  class NoPasskey extends Error {}

  // What opens a key file that a passkey locked: asks the device for it, once.
  const byPasskey = {
    async unwrapFileKey(stanzas) {
      if (!stanzas.some((one) => one.args[0] === BY_PASSKEY)) return null;
      const identity = stanzas.find((one) => one.args[0] === WHICH)?.args[1];
      let opened = null;
      try {
        opened = await new age.webauthn.WebAuthnIdentity({ identity }).unwrapFileKey(stanzas);
      } catch {
        // The device or the browser said no; it does not tell why.
      }
      if (!opened) throw new NoPasskey("the passkey did not open the file");
      return opened;
    },
  };

  // Return the secret key in a key file, however it is locked. Wrong words, or no key in it, raise
  // an error; a passkey that does not open it raises NoPasskey.
  async function unlock(file, words) {
    let content = new Uint8Array(await file.arrayBuffer());
    if (textOf(content.slice(0, 19)) === "age-encryption.org/") {
      const decrypter = new age.Decrypter();
      decrypter.addIdentity(byPasskey);
      decrypter.addPassphrase(canonical(words));
      content = await decrypter.decrypt(content);
    }
    const found = textOf(content).match(/AGE-SECRET-KEY-1[0-9A-Z]+/);
    if (!found) throw new Error("no key in this file");
    return found[0];
  }

  const keyFile = async (secretKey) =>
    `# public key: ${await age.identityToRecipient(secretKey)}\n${secretKey}\n`;

  // Return a key file: the secret key under a passphrase, as `age -d` opens it too.
  async function lock(secretKey, words) {
    const encrypter = new age.Encrypter();
    encrypter.setPassphrase(words);
    return encrypter.encrypt(await keyFile(secretKey));
  }

  // Return a key file that one passkey opens.
  async function lockByPasskey(secretKey, identity) {
    const passkey = new age.webauthn.WebAuthnRecipient({ identity });
    const encrypter = new age.Encrypter();
    encrypter.addRecipient({
      wrapFileKey: async (fileKey) => [
        ...(await passkey.wrapFileKey(fileKey)),
        { args: [WHICH, identity], body: new Uint8Array() },
      ],
    });
    return encrypter.encrypt(await keyFile(secretKey));
  }

  // Return whether this browser may be able to have passkeys lock files; some find out by trying.
  async function passkeysLock() {
    if (!window.PublicKeyCredential) return false;
    const known = await PublicKeyCredential.getClientCapabilities?.();
    return known?.["extension:prf"] ?? true;
  }

  // Have the device make a passkey that locks files, under a name; return what it is known by.
  const makePasskey = (name) => age.webauthn.createCredential({ keyName: name });

  // Return the parcel in a file of sealed records.
  async function read(file) {
    const parcel = JSON.parse(await file.text());
    if (parcel.format !== FORMAT || parcel.version !== VERSION) throw new Error("another format");
    return parcel;
  }

  async function decrypt(bytes, secretKey) {
    const decrypter = new age.Decrypter();
    decrypter.addIdentity(secretKey);
    return decrypter.decrypt(bytes);
  }

  // Return what a record holds, after seeing that it is in its own place; null if it is sealed to
  // other keys, as to a custodian who came later.
  async function contentOf(record, secretKey) {
    let plain;
    try {
      plain = await decrypt(bytesOf(record.sealed), secretKey);
    } catch {
      return null;
    }
    const content = JSON.parse(textOf(plain));
    if (content.record !== record.id || content.purpose !== record.purpose) {
      throw new Error("a record stands in another's place");
    }
    return { plain, fields: content.fields };
  }

  // Return the word in the test of a key.
  async function wordIn(parcel, secretKey) {
    return textOf(await decrypt(bytesOf(parcel.records[0].sealed), secretKey));
  }

  // Return [{id, fields}] of the records in a parcel that this key opens.
  async function open(parcel, secretKey) {
    const opened = [];
    for (const record of parcel.records) {
      const content = await contentOf(record, secretKey);
      if (content) opened.push({ id: record.id, fields: content.fields });
    }
    return opened;
  }

  // Return the file that answers a parcel: its records sealed anew, or those that can be read.
  async function answer(parcel, secretKey) {
    const act = { reseal: resealed, check: checked }[parcel.kind];
    const kind = { reseal: "resealed", check: "checked" }[parcel.kind];
    const records = [];
    for (const record of parcel.records) {
      const content = await contentOf(record, secretKey);
      const told = content && (await act(content.plain, record, secretKey, parcel.keys));
      if (told) records.push({ id: record.id, purpose: record.purpose, ...told });
    }
    return { format: FORMAT, version: VERSION, kind, keys: parcel.keys, records };
  }

  async function resealed(plain, record, _secretKey, publicKeys) {
    const encrypter = new age.Encrypter();
    for (const key of publicKeys) encrypter.addRecipient(key);
    return {
      sealed: base64(await encrypter.encrypt(plain)),
      was: digest(bytesOf(record.sealed)),
    };
  }

  async function checked(plain, record, secretKey) {
    let before = plain;
    try {
      before = await decrypt(bytesOf(record.earlier), secretKey);
    } catch {
      // Who came later cannot read what was before; that the new one can be read is what counts.
    }
    return textOf(before) === textOf(plain) ? { was: digest(bytesOf(record.sealed)) } : null;
  }

  const written = (content) => `${JSON.stringify(content, null, 1)}\n`;

  // The code of a key, to compare by telephone: K7QM-4D2X-…
  function code(publicKey) {
    const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let number = BigInt(`0x${digest(new TextEncoder().encode(publicKey)).slice(0, 20)}`);
    let text = "";
    for (let place = 0; place < 16; place++, number >>= 5n) text += letters[Number(number & 31n)];
    return text.match(/.{4}/g).join("-");
  }

  // ---- What is shown

  const LABELS = {
    id: ["番号", "Number"], organisation: ["団体名", "Organisation"], organisation_en: ["団体名（英語）", "Name in English"],
    name_ja: ["団体名", "Organisation"], name_en: ["団体名（英語）", "Name in English"], message: ["メッセージ", "Message"],
    kana: ["ふりがな", "Reading"], legal_form: ["法人格", "Legal form"],
    corporate_number: ["法人番号", "Corporate number"],
    representative_title: ["代表者の肩書", "Representative’s title"],
    representative_name: ["代表者", "Representative"], contact_name: ["担当者", "Contact"],
    email: ["メール", "Email"], phone: ["電話", "Telephone"], url: ["ウェブサイト", "Website"],
    country: ["国", "Country"], prefecture: ["都道府県", "Prefecture"], postcode: ["郵便番号", "Postcode"],
    postal_address: ["住所", "Address"], via: ["窓口の団体", "By way of"], comment: ["コメント", "Comment"],
    language: ["連絡の言語", "Language of messages"],
  };

  // Return one of two wordings, in the language of the page.
  const inLanguage = ([ja, en]) => (document.documentElement.lang === "ja" ? ja : en);

  // Return what a field is called.
  const label = (name) => (name in LABELS ? inLanguage(LABELS[name]) : name);

  // Return an opened record as a list of what stands in it.
  function shown(one) {
    const list = document.createElement("dl");
    list.className = "facts";
    for (const [name, value] of [["id", one.id], ...Object.entries(one.fields)]) {
      if (!value) continue;
      const [term, told] = ["dt", "dd"].map((tag) => document.createElement(tag));
      term.textContent = label(name);
      told.textContent = value;
      list.append(term, told);
    }
    return list;
  }

  // Offer a file to be saved, under a name that tells nothing.
  function save(name, content) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content]));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  // Return a file's name: what it is, the day, a few random digits.
  function fileName(what, ending) {
    const digits = hex(crypto.getRandomValues(new Uint8Array(4)));
    return `${what}-${new Date().toLocaleDateString("sv")}-${digits}.${ending}`;
  }

  return {
    NoPasskey, answer, code, fileName, inLanguage, label, lock, lockByPasskey, makePasskey, open,
    passkeysLock, read, save, shown, unlock, wordIn, written,
  };
})();
