// Keys of the forms on a record's page: l logs a contact, t a task, n a note; a done task's undo fades.
(() => {
  "use strict";
  const one = (selector, within = document) => within.querySelector(selector);
  function keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches?.("input, select, textarea")) {
      const form = event.target.closest(".doing");
      if (form && event.key === "Escape") close();
      return;
    }
    if (document.querySelector("dialog[open]") || !/^[a-z]$/.test(event.key)) return;
    const goal = one(`[data-key="${event.key}"]`);
    if (!goal) return;
    event.preventDefault();
    if (goal.matches("input")) goal.focus();
    else goal.click();
  }
  function close() {
    one("#doing")?.replaceChildren();
  }
  function settled(event) {
    if (event.detail.elt?.id === "doing" || event.target.id === "doing") one("#doing [autofocus]")?.focus();
    document.querySelectorAll("[data-fades]:not([data-fading])").forEach((undo) => {
      undo.dataset.fading = "";
      setTimeout(() => undo.closest("li")?.remove(), Number(undo.dataset.fades));
    });
  }
  document.addEventListener("keydown", keys);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-doing]")) close();
  });
  document.addEventListener("htmx:afterSettle", settled);
})();
