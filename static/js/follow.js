// The sentence above the form says what is chosen in it. Without this it says what was chosen.
(() => {
  const said = document.getElementById("zin");
  const form = said && document.querySelector("form.panel");
  if (!form) return;

  form.addEventListener("change", () => {
    const often = form.querySelector("[name='frequentie']:checked");
    const wide = form.querySelector("[name='landelijk']");
    if (!often) return;
    const sentence = wide && wide.checked ? often.dataset.wideSentence : often.dataset.sentence;
    if (said.textContent !== sentence) said.textContent = sentence;
  });
})();
