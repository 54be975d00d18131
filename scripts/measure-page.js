// Measures a report in a browser and leaves the faults in <pre id="measured">; scripts/check-pages.py adds it to the page.
const faults = [];

// WCAG 2.2, 1.4.3: contrast of text against what lies behind it.
const luminance = (color) => {
  const [red, green, blue] = color.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const numbers = (color) => color.match(/[\d.]+/g).map(Number);
const background = (element) => {
  for (let place = element; place; place = place.parentElement) {
    const color = numbers(getComputedStyle(place).backgroundColor);
    if (color.length === 3 || color[3] === 1) return color.slice(0, 3);
  }
  return numbers(getComputedStyle(document.documentElement).backgroundColor).slice(0, 3);
};
const checkContrast = () => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest("svg, script, select")) continue;
    const [one, other] = [numbers(getComputedStyle(element).color).slice(0, 3), background(element)].map(luminance);
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    seen += 1;
    if (ratio < 4.5) faults.push(`contrast ${ratio.toFixed(1)} of ${JSON.stringify(element.textContent.slice(0, 40))}`);
  }
  if (seen < 20) faults.push(`only ${seen} texts are visible`);
};

const checkWidth = () => {
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth) faults.push(`the page is ${page.scrollWidth} wide in a window of ${innerWidth}`);
};

// A picture that is wider than the window scrolls in its box below a caption, and keeps its smallest text at 10 pixels or more.
const checkPicture = () => {
  for (const box of document.querySelectorAll(".scroll")) {
    const image = box.querySelector("img");
    const text = decodeURIComponent(image.src.slice(image.src.indexOf(",") + 1));
    const drawn = Number(text.match(/viewBox="0 0 (\d+)/)[1]);
    const sizes = [...text.matchAll(/font-size: ([\d.]+)px/g)].map((found) => Number(found[1]));
    const smallest = Math.min(...sizes) * image.getBoundingClientRect().width / drawn;
    if (smallest < 9.9) faults.push(`the smallest text of the picture is ${smallest.toFixed(1)} high`);
    if (box.scrollWidth <= box.clientWidth) continue;
    if (getComputedStyle(box).overflowX !== "auto") faults.push("the picture does not scroll");
    if (!document.querySelector("figcaption").checkVisibility()) faults.push("nothing says that the picture scrolls");
  }
};

// Versions with the hash of a commit do not fill the header of a phone.
const checkHeader = () => {
  for (const long of document.querySelectorAll(".long")) {
    if (innerWidth <= 640 && long.getBoundingClientRect().width > 0.7 * innerWidth) faults.push("a long word is not shortened");
  }
};

const checkStages = () => {
  for (const path of document.querySelectorAll(".path")) {
    const boxes = [...path.querySelectorAll(".name")].filter((name) => name.checkVisibility()).map((name) => {
      const range = document.createRange();
      range.selectNodeContents(name);
      return { text: name.textContent, box: range.getBoundingClientRect() };
    });
    for (const [index, { text, box }] of boxes.entries()) {
      for (const other of boxes.slice(index + 1)) {
        const isBeside = box.right + 2 <= other.box.left || other.box.right + 2 <= box.left;
        const isApart = box.bottom <= other.box.top || other.box.bottom <= box.top;
        if (!isBeside && !isApart) faults.push(`${text} touches ${other.text}`);
      }
    }
  }
};

// A column that is squeezed breaks names and numbers within.
const checkWords = () => {
  for (const cell of document.querySelectorAll(".resources th, .resources tr.row > td")) {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (!node.parentElement.checkVisibility()) continue;
      for (const word of node.data.matchAll(/[^\s-]+/g)) {
        if (word[0].length > 20) continue;
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
        if (lines.size > 1) faults.push(`the word ${word[0]} is broken`);
      }
    }
  }
};

const checkScheme = (scheme) => {
  if (!matchMedia(`(prefers-color-scheme: ${scheme})`).matches) faults.push(`the browser does not prefer ${scheme}`);
  const isDark = luminance(background(document.body)) < 0.2;
  if (isDark !== (scheme === "dark")) faults.push(`the page is ${isDark ? "dark" : "light"} in the ${scheme} scheme`);
};

const checkFilter = () => {
  const search = document.querySelector('.filter input[type="search"]');
  const rows = [...document.querySelectorAll("section.resources tbody")];
  if (rows.length < 2) return;
  if (!search) return faults.push("a table of several rows has no search");
  const name = rows.at(-1).querySelector("summary").textContent;
  search.value = name;
  search.dispatchEvent(new Event("input", { bubbles: true }));
  const shown = rows.filter((row) => row.checkVisibility());
  if (!shown.includes(rows.at(-1)) || shown.length === rows.length) {
    faults.push(`a search for ${name} shows ${shown.length} of ${rows.length} rows`);
  }
  search.value = "";
  search.dispatchEvent(new Event("input", { bubbles: true }));
};

// A card opens without its row having to be clicked: the style shows it as soon as the row's details are open.
const checkCards = () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  for (const more of document.querySelectorAll("tr.more")) {
    if (!more.checkVisibility()) return faults.push("a card stays closed");
  }
};

const measure = (scheme) => {
  checkScheme(scheme);
  checkFilter();
  checkWidth();
  checkPicture();
  checkHeader();
  checkCards();
  checkWidth();
  checkStages();
  checkWords();
  checkContrast();
  const result = document.createElement("pre");
  result.id = "measured";
  result.textContent = JSON.stringify(faults);
  document.body.append(result);
};
