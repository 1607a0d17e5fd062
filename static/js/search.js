// The search page: the sheet of filters on narrow screens, and what must survive an update.
(() => {
  const root = document.getElementById("zoekblad");
  if (!root) return;
  let isOpen = false;

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

  // What was folded stays folded, an open sheet stays open and where it was, and whoever reads with
  // the keyboard or a screen reader keeps a place: the box that was ticked keeps the focus; what is
  // gone hands it on to the count, or to the first value that is new.
  // (Done after settling: until then htmx still writes attributes of its own.)
  const before = { folds: new Map(), focused: "", scrolled: 0, values: 0 };
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    before.folds = new Map([...root.querySelectorAll("details[id]")].map((fold) => [fold.id, fold.open]));
    before.focused = document.activeElement?.id ?? "";
    before.scrolled = sheet()?.scrollTop ?? 0;
    before.values = event.detail.target.querySelectorAll("input").length;
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    for (const [id, open] of before.folds) {
      const fold = document.getElementById(id);
      if (fold) fold.open = open;
    }
    if (isOpen) {
      show(true, false);
      sheet().scrollTop = before.scrolled;
    }
    if (event.detail.requestConfig?.elt?.closest(".pager")) {
      count().scrollIntoView({ block: "start" });
      count().focus({ preventScroll: true });
      return;
    }
    if (document.activeElement !== document.body) return;
    if (!event.detail.target) return; // the browser went back: the page is what it was
    const target = document.getElementById(event.detail.target.id);
    const fresh = target?.tagName === "FIELDSET" ? target.querySelectorAll("input")[before.values] : null;
    const same = before.focused !== document.body.id && document.getElementById(before.focused);
    const place = fresh || same || (isOpen ? sheet().querySelector("h2") : count());
    place?.focus({ preventScroll: true });
  });

  // An update that fails does what a browser does without scripts: follow the address.
  for (const name of ["htmx:responseError", "htmx:sendError"]) {
    document.body.addEventListener(name, (event) => {
      const path = event.detail.pathInfo?.finalRequestPath;
      if (path) location.assign(path);
    });
  }
})();
