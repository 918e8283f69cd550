// Results while somebody types. Without this script the form leads to a page of them.
(() => {
  const field = document.getElementById("q"), found = document.getElementById("found");
  if (!field || !found) return;
  const action = field.form.action;
  let asked = field.value.trim(), timer = 0, running = null;

  async function ask() {
    const words = field.value.trim();
    if (words === asked) return;
    asked = words;
    running?.abort();
    if (words.length < 2) { found.replaceChildren(); return; }
    running = new AbortController();
    try {
      const url = new URL(action);
      url.searchParams.set("q", words);
      url.searchParams.set("typing", "1");
      const answer = await fetch(url, { signal: running.signal });
      // The page was escaped by who sent it, as every other page of this site.
      if (answer.ok && words === asked) found.innerHTML = await answer.text();
    } catch (error) {
      if (error.name !== "AbortError") asked = "";
    }
  }

  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { found.replaceChildren(); asked = field.value.trim(); }
    if (event.key === "ArrowDown") { found.querySelector("a")?.focus(); event.preventDefault(); }
  });
  found.addEventListener("keydown", (event) => {
    const links = [...found.querySelectorAll("a")], here = links.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" || (step === -1 && here === 0)) field.focus();
    else if (step) links[Math.min(here + step, links.length - 1)]?.focus();
    else return;
    event.preventDefault();
  });
})();
