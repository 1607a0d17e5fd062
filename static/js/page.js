// Small conveniences of every page. Nothing depends on them.
(() => {
  const root = document.documentElement;

  const isDark = () =>
    root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;

  function say(text) {
    const status = document.getElementById("melding");
    if (status) status.textContent = text;
  }

  function switchTheme(button) {
    const theme = isDark() ? "light" : "dark";
    root.dataset.theme = theme;
    button.setAttribute("aria-pressed", String(theme === "dark"));
    try { localStorage.setItem("thema", theme); } catch { /* only for this page, then */ }
  }

  async function copyAddress(button) {
    const address = button.dataset.address || location.href;
    try {
      await navigator.clipboard.writeText(address);
      say(button.dataset.done);
      const label = button.querySelector("[data-label]");
      if (!label || label.dataset.before) return;
      label.dataset.before = label.textContent;
      label.textContent = button.dataset.done;
      setTimeout(() => { label.textContent = label.dataset.before; delete label.dataset.before; }, 2500);
    } catch {
      window.prompt(button.dataset.fallback, address);
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-do]");
    if (!button) return;
    if (button.dataset.do === "theme") switchTheme(button);
    if (button.dataset.do === "copy") copyAddress(button);
    if (button.dataset.do === "print") window.print();
    if (button.dataset.do === "share") navigator.share({ title: document.title, url: button.dataset.address }).catch(() => {});
  });

  for (const button of document.querySelectorAll("[data-do='theme']")) button.setAttribute("aria-pressed", String(isDark()));
  if (!navigator.share) for (const button of document.querySelectorAll("[data-do='share']")) button.hidden = true;

  // Folded parts are printed too, and fold back afterwards.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open])")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => { for (const details of opened) details.open = false; });

  // A link to a folded part opens it.
  function openTarget() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const details = target && target.closest("details");
    if (details) { details.open = true; target.scrollIntoView(); }
  }
  addEventListener("hashchange", openTarget);
  openTarget();
})();
