"use strict";
// A custodian compares opened records: which look alike, shown side by side, and what they decide.
// The custodians' page and the opener page share it. It sends nothing anywhere.
const comparing = (() => {
  const FORMAT = "hiroba duplicates";
  const VERSION = 1;

  // ---- Which of them may be the same organisation

  const LEGAL_FORMS = [
    "認定特定非営利活動法人", "特例認定特定非営利活動法人", "特定非営利活動法人", "認定npo法人", "npo法人",
    "一般社団法人", "公益社団法人", "一般財団法人", "公益財団法人", "社会福祉法人", "学校法人", "宗教法人", "医療法人",
    "社団法人", "財団法人", "株式会社", "有限会社", "合同会社", "合資会社", "任意団体", "国際ngo",
    "(認定特活)", "(認定npo)", "(特活)", "(特非)", "(npo)", "(一社)", "(公社)", "(一財)", "(公財)", "(社福)", "(福)",
    "(学)", "(宗)", "(医)", "(社)", "(財)", "(株)", "(有)", "(同)",
    "specified nonprofit corporation", "general incorporated association",
    "general incorporated foundation", "public interest incorporated association",
    "public interest incorporated foundation", "incorporated", "inc.", "npo", "the ",
  ].sort((one, other) => other.length - one.length);
  const VARIANTS = {
    髙: "高", 﨑: "崎", 嵜: "崎", 邉: "辺", 邊: "辺", 齋: "斎", 齊: "斉", 濵: "浜", 濱: "浜", 澤: "沢", 國: "国",
    學: "学", 會: "会", 體: "体", 廣: "広", 惠: "恵", 眞: "真", 瀨: "瀬", 德: "徳", 櫻: "桜", 龍: "竜", 聯: "連",
    ヶ: "ケ", ヵ: "カ",
  };

  // Return what two spellings of one name share: without legal form, width, spaces, dots, variants.
  function matchKey(name) {
    let key = (name ?? "").normalize("NFKC").toLowerCase();
    for (const form of LEGAL_FORMS) key = key.replaceAll(form, "");
    return Array.from(key.replace(/[\s・･.,、。'’"“”「」『』()\-‐–—_/&＆]/g, ""))
      .map((letter) => VARIANTS[letter] ?? letter)
      .map((letter) =>
        letter >= "ァ" && letter <= "ヶ"
          ? String.fromCharCode(letter.charCodeAt(0) - 96)
          : letter)
      .join("");
  }

  // Fields that hold a name, each compared with each, and fields that are compared with their like.
  const NAMES = ["organisation", "name_ja", "organisation_en", "name_en", "kana"];
  const EXACT = {
    email: (text) => text.toLowerCase(),
    corporate_number: (text) => text.replace(/\D/g, ""),
    phone: (text) => text.replace(/\D/g, ""),
    url: (text) => text.toLowerCase().replace(/^https?:\/\/(www\.)?|\/+$/g, ""),
  };

  // Return what tells who an organisation is, each with the field that it stands in.
  function traits(fields) {
    const found = new Map();
    for (const name of NAMES) found.set(matchKey(fields[name]), name);
    for (const [name, plain] of Object.entries(EXACT)) {
      const key = plain((fields[name] ?? "").normalize("NFKC").trim());
      if (key) found.set(`${name}: ${key}`, name);
    }
    found.delete("");
    return found;
  }

  const ids = (pair) => pair.map((one) => one.id).sort();

  // Return [{pair, alike}] of opened records that share what tells who they are, and of the fields
  // in which they do; those that were told apart before are left out.
  function likely(opened, apart = []) {
    const known = new Set(apart.map((pair) => [...pair].sort().join()));
    const seen = new Map();
    const found = new Map();
    for (const one of opened) {
      for (const [trait, name] of traits(one.fields)) {
        for (const other of seen.get(trait) ?? []) {
          const key = ids([other, one]).join();
          if (known.has(key)) continue;
          if (!found.has(key)) found.set(key, { pair: [other, one], alike: [] });
          found.get(key).alike.push(name);
        }
        seen.set(trait, [...(seen.get(trait) ?? []), one]);
      }
    }
    return [...found.values()];
  }

  // ---- Side by side, to be decided

  const WORDS = {
    pair: ["組", "Pair"], alike: ["同じところ：", "Alike: "], comma: ["、", ", "],
    told: ["項目", "Field"], first: ["一つ目", "First"], second: ["二つ目", "Second"],
  };
  // A radio button's value, what it says of the two, and its words.
  const ANSWERS = [
    ["undecided", null, ["まだ分からない（あとでもう一度たずねます）", "Undecided: to be asked again"]],
    ["same", true, ["同じ団体", "The same organisation"]],
    ["different", false, ["別々の団体", "Two different ones"]],
  ];

  const say = (name) => sealed.inLanguage(WORDS[name]);

  function made(tag, text = "", properties = {}) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...[text].flat());
    return element;
  }

  function line(name, pair) {
    const cells = pair.map((one) => made("td", one.fields[name] || "–"));
    return made("tr", [made("th", sealed.label(name), { scope: "row" }), ...cells]);
  }

  function table(pair, caption) {
    const heads = ["told", "first", "second"].map((name) => made("th", say(name), { scope: "col" }));
    const names = new Set(pair.flatMap((one) => Object.keys(one.fields)));
    const shown = [...names].filter((name) => pair.some((one) => one.fields[name]));
    return made("table", [
      made("caption", caption, { className: "vh" }),
      made("thead", made("tr", heads)),
      made("tbody", shown.map((name) => line(name, pair))),
    ], { className: "sides" });
  }

  function choice(place, [value, , words], chosen) {
    const id = `${place}-${value}`;
    const box = { type: "radio", name: place, id, value, checked: value === chosen };
    const label = made("label", sealed.inLanguage(words), { htmlFor: id });
    return made("div", [made("input", [], box), label], { className: "choice" });
  }

  function question({ pair, alike }, number, chosen) {
    const legend = `${say("pair")} ${number + 1}`;
    const same = [...new Set(alike.map(sealed.label))].join(say("comma"));
    const element = made("fieldset", [
      made("legend", legend),
      made("p", `${say("alike")}${same}`),
      table(pair, legend),
      ...ANSWERS.map((answer) => choice(`pair-${number}`, answer, chosen)),
    ], { className: "field pair" });
    element.dataset.pair = ids(pair).join();
    return element;
  }

  // Show pairs in their place. What was chosen stays chosen, as when the language is changed.
  function show(place, pairs) {
    const before = new Map([...place.children].map((one) => [one.dataset.pair, chosenIn(one)]));
    place.replaceChildren(...pairs.map((one, number) =>
      question(one, number, before.get(ids(one.pair).join()) ?? ANSWERS[0][0])));
  }

  const chosenIn = (element) => element.querySelector("input:checked").value;

  // Return the file that says what was decided: random ids and verdicts, no names.
  function decision(parcel, opened, place) {
    const verdicts = new Map(ANSWERS.map(([value, same]) => [value, same]));
    return sealed.written({
      format: FORMAT,
      version: VERSION,
      group: parcel.group,
      records: opened.map((one) => one.id).sort(),
      pairs: [...place.children].map((one) => ({
        pair: one.dataset.pair.split(","),
        same: verdicts.get(chosenIn(one)),
      })),
    });
  }

  return { decision, likely, matchKey, show };
})();
