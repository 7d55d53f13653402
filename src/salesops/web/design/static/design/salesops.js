// The only script of our own: theme, finder, keys, tables, charts. Pages work without it.
(() => {
  "use strict";
  const root = document.documentElement;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const token = (name) => {
    // light-dark() resolves only where it is used, so a probe wears the colour and is asked.
    const probe = document.createElement("i");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  };

  // theme
  const themes = ["auto", "light", "dark"];
  function wear(theme) {
    if (theme === "auto") root.removeAttribute("data-theme");
    else root.dataset.theme = theme;
    document.cookie = `salesops_theme=${theme};path=/;max-age=31536000;samesite=lax`;
    all("[data-theme-switch] span").forEach((label) => {
      label.textContent = label.parentElement.dataset[theme];
    });
    drawAll();
  }
  function nextTheme() {
    const now = root.dataset.theme || "auto";
    wear(themes[(themes.indexOf(now) + 1) % themes.length]);
  }

  // charts: Vega-Lite specs beside the figure, drawn without eval
  let bundle = null;
  function vega() {
    bundle ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = document.body.dataset.vega;
      script.onload = () => done(window.vegaEmbed);
      script.onerror = failed;
      document.head.append(script);
    });
    return bundle;
  }
  function look() {
    const [text, muted, line, surface] = ["--text", "--muted", "--line", "--surface"].map(token);
    const face = getComputedStyle(document.body).fontFamily;
    const colours = ["1", "2", "3", "4", "other"].map((n) => token(`--category-${n}`));
    return {
      background: null, font: face,
      view: { stroke: null },
      axis: {
        labelColor: muted, titleColor: muted, gridColor: line, domainColor: line, tickColor: line,
        labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", labelFont: face, titleFont: face,
      },
      legend: { labelColor: muted, titleColor: muted, labelFont: face, titleFont: face, labelFontSize: 12 },
      title: { color: muted, font: face },
      header: { labelColor: muted, titleColor: muted },
      text: { color: text, font: face },
      range: { category: colours },
      mark: { color: colours[0] },
      bar: { fill: colours[0] }, line: { stroke: colours[0] },
      rule: { color: text },
      style: { surface: { fill: surface } },
    };
  }
  function merged(ours, theirs) {
    const out = { ...theirs };
    for (const [key, value] of Object.entries(ours)) {
      const plain = value && typeof value === "object" && !Array.isArray(value);
      out[key] = plain ? merged(value, theirs?.[key] ?? {}) : value;
    }
    return out;
  }
  // A spec is made in the inks of paper; on screen each becomes the theme's.
  function inked(part, inks) {
    if (typeof part === "string") return inks[part] ?? part;
    if (Array.isArray(part)) return part.map((one) => inked(one, inks));
    if (part && typeof part === "object") {
      return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, inked(value, inks)]));
    }
    return part;
  }
  // Vega-Lite has no pattern for what is not finished; SVG has.
  function hatch(figure, ink) {
    const svg = one("svg", figure);
    const marks = svg ? all("[fill]", svg).filter((mark) => mark.getAttribute("fill") === ink) : [];
    if (!marks.length) return;
    const id = `hatch-${Math.random().toString(36).slice(2)}`;
    const made = (name, attributes) => {
      const node = document.createElementNS("http://www.w3.org/2000/svg", name);
      Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
      return node;
    };
    const pattern = made("pattern", { id, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
    pattern.append(made("rect", { width: 5, height: 5, fill: token("--past") }), made("rect", { width: 2, height: 5, fill: token("--accent") }));
    const defs = made("defs", {});
    defs.append(pattern);
    svg.prepend(defs);
    marks.forEach((mark) => mark.setAttribute("fill", `url(#${id})`));
  }
  async function draw(figure) {
    const [source, paper] = all("script[type='application/json']", figure);
    const canvas = one(".canvas", figure);
    if (!source || !canvas) return;
    const inks = Object.fromEntries(Object.entries(JSON.parse(paper.textContent)).map(([ink, name]) => [ink, token(name)]));
    const spec = inked(JSON.parse(source.textContent), inks);
    const embed = await vega();
    spec.config = merged(look(), spec.config ?? {});
    if (!spec.hconcat && !spec.vconcat && !spec.facet) {
      spec.width = "container";
      spec.autosize = { type: "fit", contains: "padding" };
    }
    figure.view?.finalize();
    figure.view = (await embed(canvas, spec, {
      actions: false, ast: true, renderer: "svg", defaultStyle: false,
      tooltip: { disableDefaultStyle: true, theme: "custom" },
    })).view;
    hatch(figure, token("--hatch"));
  }
  function drawAll(within = document) {
    all("[data-chart]", within).forEach((figure) => draw(figure).catch((problem) => console.error(problem)));
  }

  // finder
  const finder = () => one("#palette");
  function openFinder() {
    const dialog = finder();
    if (!dialog) return;
    if (!dialog.open) dialog.showModal();
    const input = one("input", dialog);
    input.select();
    input.dispatchEvent(new Event("open"));
  }
  function choose(step) {
    const links = all(".results a", finder());
    if (!links.length) return;
    const at = links.findIndex((link) => link.classList.contains("chosen"));
    links[at]?.classList.remove("chosen");
    const next = links[(at + step + links.length) % links.length];
    next.classList.add("chosen");
    next.scrollIntoView({ block: "nearest" });
  }
  function finderKeys(event) {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (moves[event.key]) choose(moves[event.key]);
    else if (event.key === "Escape") finder().close();
    else if (event.key === "Enter") one(".results a.chosen, .results a", finder())?.click();
    else return;
    event.preventDefault();
  }

  // tables: arrows move between cells, Enter opens
  function tableKeys(event, cell) {
    const row = cell.closest("tr");
    const at = [...row.cells].indexOf(cell);
    const rows = [...cell.closest("table").rows];
    const up = rows[rows.indexOf(row) - 1]?.cells[at];
    const down = rows[rows.indexOf(row) + 1]?.cells[at];
    const next = { ArrowUp: up, ArrowDown: down, ArrowLeft: row.cells[at - 1], ArrowRight: row.cells[at + 1] }[event.key];
    const goal = next && (one("a, button", next) ?? null);
    if (goal) {
      goal.focus();
      event.preventDefault();
    }
  }
  function closeSide() {
    const side = all(".side").find((panel) => panel.childElementCount);
    if (!side) return false;
    side.replaceChildren();
    all("td.chosen").forEach((cell) => cell.classList.remove("chosen"));
    const address = new URL(location.href);
    ["open", "of"].forEach((key) => address.searchParams.delete(key));
    history.replaceState(null, "", address);
    return true;
  }

  // keys
  let before = "";
  const places = { h: "/", a: "/ask", i: "/imports", r: "/reports" };
  function keys(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      return openFinder();
    }
    if (finder()?.open) return finderKeys(event);
    const cell = event.target.closest?.("td, th");
    if (cell && event.key.startsWith("Arrow")) return tableKeys(event, cell);
    if (event.key === "Escape") {
      all("details.picker[open]").forEach((picker) => picker.removeAttribute("open"));
      return void closeSide();
    }
    if (event.target.matches?.("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "?") one("#keys")?.showModal();
    if (before === "g" && places[event.key]) location.assign(places[event.key]);
    before = event.key;
  }

  function say(words) {
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.setAttribute("role", "status");
    toast.textContent = words;
    document.body.append(toast);
    setTimeout(() => toast.remove(), 2200);
  }
  async function copy(button) {
    const link = button.dataset.copyText || new URL(button.dataset.copy || location.href, location.href).href;
    try {
      await navigator.clipboard.writeText(link);
    } catch {
      window.prompt("", link);
      return;
    }
    say(button.dataset.copied);
  }

  function clicks(event) {
    const on = (selector) => event.target.closest(selector);
    all("details.picker[open]").forEach((picker) => {
      if (!picker.contains(event.target)) picker.removeAttribute("open");
    });
    if (on("[data-theme-switch]")) nextTheme();
    if (on("[data-open-palette]")) openFinder();
    if (on("[data-close-side]")) closeSide();
    const copied = on("[data-copy], [data-copy-text]");
    if (copied) copy(copied);
    if (event.target.tagName === "DIALOG") event.target.close();
    const open = on("td .open");
    if (open) {
      all("td.chosen").forEach((cell) => cell.classList.remove("chosen"));
      open.closest("td").classList.add("chosen");
    }
  }

  // forms: a changed choice sends the form; a dropped file is a chosen file
  function changes(event) {
    const theme = event.target.closest("[data-theme-choice]");
    if (theme) wear(event.target.value);
    const form = event.target.closest("form[data-live]");
    if (form && !event.target.closest("[data-quiet]")) form.requestSubmit();
    const drop = event.target.closest(".drop");
    if (drop && event.target.files?.length) {
      const names = [...event.target.files].map((file) => file.name).join(", ");
      one("strong", drop).textContent = names;
      if (drop.dataset.send !== undefined) drop.closest("form").requestSubmit();
    }
  }
  // a slider says what it stands at while it is dragged
  function dragged(event) {
    const told = event.target.type === "range" && event.target.nextElementSibling;
    if (told && told.tagName === "OUTPUT") told.value = event.target.value;
  }
  // an empty field says nothing, so the address of the page stays short
  function tidy(event) {
    if (!event.target.matches?.("form[data-live]")) return;
    event.formData && [...event.formData.entries()].forEach(([key, value]) => {
      if (value === "") event.formData.delete(key);
    });
  }
  function dropped(event) {
    const drop = event.target.closest?.(".drop");
    if (!drop) return;
    event.preventDefault();
    drop.classList.toggle("over", event.type === "dragover");
    if (event.type !== "drop" || !event.dataTransfer.files.length) return;
    const input = one("input[type=file]", drop);
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  document.addEventListener("keydown", keys);
  document.addEventListener("click", clicks);
  document.addEventListener("change", changes);
  document.addEventListener("input", dragged);
  document.addEventListener("formdata", tidy, true);
  ["dragover", "dragleave", "drop"].forEach((name) => document.addEventListener(name, dropped));
  document.addEventListener("htmx:afterSettle", (event) => {
    drawAll(event.detail.elt);
    if (finder()?.contains(event.detail.elt)) one(".results a", finder())?.classList.add("chosen");
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll());
  function begin() {
    drawAll();
    one(".subnav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
    const here = one(".rail [aria-current]"), rail = one(".rail");
    if (here) rail.scrollTop = here.offsetTop - rail.clientHeight / 2;
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
