// Runs before the page is drawn: no flash of the wrong theme, and scripts are known to work.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("thema");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch { /* storage is closed: the system's theme it is */ }
})();
