// Lists: choose rows, move through them by keys, load more, order the columns. Works without it.
(() => {
  "use strict";
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const rows = () => all("[data-listing] tr[data-row]");
  let at = -1;
  let last = null;

  function count(form) {
    const chosen = all("input[name=pk]:checked", form).length;
    const everything = one("[data-everything]", form)?.checked;
    const bar = one("[data-doings]", form);
    if (!bar) return;
    bar.classList.toggle("shown", chosen > 0 || everything);
    one("[data-chosen]", bar).textContent = chosen;
  }
  function move(step) {
    const list = rows();
    if (!list.length) return;
    list[at]?.classList.remove("here");
    at = Math.max(0, Math.min(list.length - 1, at + step));
    list[at].classList.add("here");
    list[at].scrollIntoView({ block: "nearest" });
  }
  function keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !one("[data-listing]")) return;
    if (one("dialog[open]")) return;
    const field = event.target.matches?.("input:not([type=checkbox]), select, textarea, [contenteditable]");
    if (field) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "/") one("[data-seek]")?.focus();
    else if (event.key === "ArrowDown" || event.key === "j") move(1);
    else if (event.key === "ArrowUp" || event.key === "k") move(-1);
    else if (event.key === "Enter" && at >= 0 && !event.target.closest("a, button, summary")) {
      const href = rows()[at]?.dataset.href;
      if (href) location.assign(href);
    } else if (event.key === "x" && at >= 0) one("input[name=pk]", rows()[at])?.click();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  function clicks(event) {
    const up = event.target.closest("[data-up]");
    if (up) {
      const row = up.closest("[data-column]");
      const before = row.previousElementSibling;
      if (before?.matches("[data-column]")) before.before(row);
    }
    const box = event.target.closest("input[name=pk]");
    if (!box) return;
    const boxes = all("input[name=pk]", box.form);
    if (event.shiftKey && last && boxes.includes(last)) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      boxes.slice(from, to + 1).forEach((other) => { other.checked = box.checked; });
    }
    last = box;
    count(box.form);
  }
  function changes(event) {
    const form = event.target.closest("[data-several]");
    if (!form) return;
    if (event.target.matches("[data-all]")) {
      all("input[name=pk]", form).forEach((box) => { box.checked = event.target.checked; });
    }
    count(form);
  }
  // the rows that come take the place of the button that asked for them
  function more(event) {
    const button = event.detail.elt;
    if (!button?.matches?.("[data-more]") || !event.detail.xhr) return;
    const table = document.createElement("table");
    table.innerHTML = event.detail.xhr.responseText;
    const body = button.closest("tbody");
    button.closest("tr").remove();
    all("tr", table).forEach((row) => body.append(row));
    window.htmx?.process(body);
  }
  document.addEventListener("keydown", keys, true);
  document.addEventListener("click", clicks);
  document.addEventListener("change", changes);
  document.addEventListener("htmx:afterRequest", more);
})();
