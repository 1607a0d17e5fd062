// The search page: the sheet of filters on narrow screens, and what must survive an update.
(() => {
  const root = document.getElementById("zoekblad");
  if (!root) return;
  let isOpen = false;
  let folds = new Map();

  const sheet = () => document.getElementById("filters");
  const count = () => document.getElementById("zoekstatus");
  const opener = () => root.querySelector("[data-filters='open']");

  function show(open, moveFocus = true) {
    isOpen = open;
    sheet()?.classList.toggle("is-open", open);
    if (open) {
      sheet().setAttribute("role", "dialog");
      sheet().setAttribute("aria-modal", "true");
    } else {
      sheet()?.removeAttribute("role");
      sheet()?.removeAttribute("aria-modal");
    }
    opener()?.setAttribute("aria-expanded", String(open));
    if (moveFocus) (open ? sheet().querySelector("h2") : opener())?.focus();
  }

  root.addEventListener("click", (event) => {
    const control = event.target.closest("[data-filters]");
    if (!control) return;
    event.preventDefault();
    show(control.dataset.filters === "open");
  });

  document.addEventListener("keydown", (event) => {
    if (!isOpen) return;
    if (event.key === "Escape") { show(false); return; }
    if (event.key !== "Tab") return;
    const stops = [...sheet().querySelectorAll("a[href], button, input, summary")].filter((stop) => stop.offsetParent !== null);
    const first = stops[0];
    const last = stops[stops.length - 1];
    const active = document.activeElement;
    if (event.shiftKey ? active === first || active === sheet().querySelector("h2") : active === last) {
      event.preventDefault();
      (event.shiftKey ? last : first).focus();
    }
  });
  matchMedia("(min-width: 60em)").addEventListener("change", (wide) => { if (wide.matches && isOpen) show(false, false); });

  // An address holds no empty fields.
  document.body.addEventListener("htmx:configRequest", (event) => {
    const { parameters } = event.detail;
    for (const name of ["q", "volgorde"]) if (parameters[name] === "") delete parameters[name];
  });

  // What was folded stays folded, and an open sheet stays open and where it was.
  let scrolled = 0;
  document.body.addEventListener("htmx:beforeSwap", () => {
    folds = new Map([...root.querySelectorAll("details[id]")].map((details) => [details.id, details.open]));
    scrolled = sheet()?.scrollTop ?? 0;
  });
  document.body.addEventListener("htmx:afterSwap", () => {
    for (const [id, open] of folds) {
      const details = document.getElementById(id);
      if (details) details.open = open;
    }
    if (isOpen) { show(true, false); sheet().scrollTop = scrolled; }
  });

  // Whoever reads with the keyboard or a screen reader keeps a place: the box that was ticked keeps
  // its focus by itself; what is gone hands it on to the count, or to the first value that is new.
  let values = 0;
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    values = event.detail.target.querySelectorAll("input").length;
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    const source = event.detail.requestConfig?.elt;
    if (source?.closest(".pager")) {
      count().scrollIntoView({ block: "start" });
      count().focus({ preventScroll: true });
    } else if (document.activeElement === document.body) {
      const fresh = event.detail.target?.id?.startsWith("waarden-") && document.getElementById(event.detail.target.id);
      (fresh ? fresh.querySelectorAll("input")[values] : count())?.focus({ preventScroll: true });
    }
  });

  // An update that fails does what a browser does without scripts: follow the address.
  for (const name of ["htmx:responseError", "htmx:sendError"]) {
    document.body.addEventListener(name, (event) => {
      const path = event.detail.pathInfo?.finalRequestPath;
      if (path) location.assign(path);
    });
  }
})();
