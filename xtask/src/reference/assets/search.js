// Filters the operations of the first page by the words that a reader types.
"use strict";

const search = document.getElementById("search");
const words = document.getElementById("words");
const told = search.querySelector("output");
const operations = [...document.querySelectorAll("[data-operation]")];
const texts = operations.map((operation) => operation.textContent.toLowerCase());

function filter() {
  const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  operations.forEach((operation, place) => {
    const fits = wanted.every((word) => texts[place].includes(word));
    operation.hidden = !fits;
    if (fits) found += 1;
  });
  for (const section of document.querySelectorAll("main > section")) {
    section.hidden = !section.querySelector("[data-operation]:not([hidden])");
  }
  told.textContent = wanted.length > 0 ? `${found} of ${operations.length}` : "";
}

words.addEventListener("input", filter);
search.hidden = false;
filter();
