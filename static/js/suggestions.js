// Suggestions below a search field, as an ARIA 1.2 combobox with a listbox. Without scripts, or when
// asking fails, it is the plain search field that it was. What was typed is never replaced.
(() => {
  const PAUSE = 150; // milliseconds without typing before asking
  const LEAST = 2; // characters

  function combobox(box) {
    const input = box.querySelector("input[type='search']");
    const list = box.querySelector("[role='listbox']");
    let timer = 0;
    let asking = null;
    let shownFor = ""; // the text that the list belongs to
    let active = null;

    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-haspopup", "listbox");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");

    const typed = () => input.value.trim();
    const options = () => [...list.querySelectorAll("[role='option']")];
    const isOpen = () => !list.hidden;

    function choose(option, inSight = true) {
      active?.setAttribute("aria-selected", "false");
      active = option;
      if (!option) { input.removeAttribute("aria-activedescendant"); return; }
      option.setAttribute("aria-selected", "true");
      input.setAttribute("aria-activedescendant", option.id);
      if (inSight) option.scrollIntoView({ block: "nearest" });
    }

    function show() {
      if (!options().length) return;
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
    }

    function hide() {
      choose(null);
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
    }

    function forget() {
      clearTimeout(timer);
      asking?.abort();
      asking = null;
    }

    function say(text) {
      const status = document.getElementById("melding");
      if (status) status.textContent = text;
    }

    async function ask() {
      const text = typed();
      const mine = new AbortController();
      asking = mine;
      try {
        const address = `${box.dataset.suggestions}?q=${encodeURIComponent(text)}`;
        const answer = await fetch(address, { signal: mine.signal });
        const html = answer.ok ? await answer.text() : "";
        if (asking !== mine || document.activeElement !== input) return;
        choose(null);
        list.innerHTML = html;
        shownFor = text;
        options().forEach((option, number) => { option.id = `${list.id}-${number + 1}`; });
        if (options().length) show(); else hide();
        say(list.querySelector("[data-said]")?.dataset.said ?? "");
      } catch {
        if (asking === mine) hide(); // no answer: the field goes on as it is
      } finally {
        if (asking === mine) asking = null;
      }
    }

    function askSoon() {
      forget();
      if (typed().length < LEAST) { hide(); list.replaceChildren(); shownFor = ""; say(""); return; }
      if (typed() === shownFor) { show(); return; }
      timer = setTimeout(ask, PAUSE);
    }

    function move(step) {
      const all = options();
      const at = all.indexOf(active);
      // One place before the first and after the last is the field itself.
      const next = active ? at + step : step > 0 ? 0 : all.length - 1;
      choose(all[next] ?? null);
    }

    input.addEventListener("input", askSoon);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (event.altKey && event.key === "ArrowUp") { hide(); event.preventDefault(); return; }
        if (!isOpen()) {
          if (typed() !== shownFor || !options().length) { askSoon(); return; }
          show();
        }
        event.preventDefault();
        if (!event.altKey) move(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter") {
        forget();
        if (isOpen() && active) { event.preventDefault(); active.click(); }
        hide();
      } else if (event.key === "Escape" && isOpen()) {
        event.preventDefault(); // the first press closes the list and leaves the text
        forget();
        hide();
      } else if (event.key === "Tab") {
        forget();
        hide();
      } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) {
        choose(null); // back to the text; the field moves its own caret
      }
    });
    input.addEventListener("blur", () => { forget(); hide(); });
    input.addEventListener("click", () => { if (typed() === shownFor) show(); });
    input.form?.addEventListener("submit", () => { forget(); hide(); });

    // The field keeps the focus while a suggestion is pressed; the link itself does the rest.
    list.addEventListener("mousedown", (event) => { event.preventDefault(); });
    list.addEventListener("mousemove", (event) => {
      const option = event.target.closest("[role='option']");
      if (option && option !== active) choose(option, false);
    });
    list.addEventListener("mouseleave", () => choose(null));
    addEventListener("pageshow", hide);
  }

  for (const box of document.querySelectorAll("[data-suggestions]")) combobox(box);
})();
