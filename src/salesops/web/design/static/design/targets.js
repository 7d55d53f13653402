// A plan's grid: read once as JSON, every edit kept at once and taken back by its inverse.
(() => {
  "use strict";
  document.addEventListener("submit", (event) => {
    const asked = event.target.dataset?.confirm;
    if (asked && !window.confirm(asked)) event.preventDefault();
  });
  const place = document.querySelector("[data-plan-grid]");
  if (!place) return;
  const word = (name) => place.dataset[`word${name[0].toUpperCase()}${name.slice(1)}`];
  const isChinese = document.documentElement.lang.startsWith("zh");
  const side = document.querySelector("[data-side]");
  const live = place.querySelector("[data-live-region]");
  const undone = [];
  const done = [];
  let data = null;
  let view = new URLSearchParams(location.search).get("view") || "months";

  // numbers as the rest of the product writes them; `targets` count whole units
  const STEPS = isChinese ? [[1e8, " 亿", 2], [1e4, " 万", 1]] : [[1e9, " B", 2], [1e6, " M", 1], [1e3, " k", 1]];
  function short(value) {
    if (value === null || value === undefined || value === "") return "—";
    const number = Number(value);
    const size = Math.abs(number);
    const [step, sign, digits] = (size >= 1e4 && STEPS.find(([one]) => size >= one)) || [1, "", number % 1 ? 2 : 0];
    const text = (size / step).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    return (number < 0 ? "−" : "") + text + sign;
  }
  const exact = (value) => {
    if (value === null || value === undefined || value === "") return "";
    const [whole, rest] = String(value).replace("-", "").split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
    return (String(value).startsWith("-") ? "−" : "") + grouped + (rest ? `.${rest}` : "");
  };
  const percent = (share) => (share === null || share === undefined ? "" : `${(share * 100).toFixed(1)}%`);
  // whole units times a decimal unit, without floats: 66667 of 0.01 is 666.67
  function money(units) {
    if (units === null || units === undefined) return null;
    const [whole, rest = ""] = data.goal.unit.split(".");
    const scaled = BigInt(units) * BigInt(whole + rest);
    if (!rest) return String(scaled);
    const digits = String(scaled < 0n ? -scaled : scaled).padStart(rest.length + 1, "0");
    const text = `${digits.slice(0, -rest.length)}.${digits.slice(-rest.length)}`;
    return (scaled < 0n ? "-" : "") + text.replace(/\.?0+$/, "");
  }
  // "1.2万", "3 M" and "1,200" as the exact decimal they mean; undefined for what is no number
  const POWERS = { 万: 4, 亿: 8, k: 3, m: 6, b: 9 };
  function amount(typed) {
    const own = { CNY: "¥", JPY: "¥", EUR: "€" }[place.dataset.currency] || "$"; // another currency's is no number here
    const text = typed.trim().replace(/[,，\s]/g, "").replace(own, "").toLowerCase();
    if (!text) return null;
    const [, whole, rest = "", sign] = text.match(/^(\d+)(?:\.(\d*))?([万亿kmb]?)$/) || [];
    if (whole === undefined) return undefined;
    const power = POWERS[sign] || 0;
    const digits = rest.padEnd(power, "0");
    const left = (whole + digits.slice(0, power)).replace(/^0+(?=\d)/, "");
    const right = digits.slice(power).replace(/0+$/, "");
    return right ? `${left}.${right}` : left;
  }

  // columns
  const figure = (name, label, value, more = {}) => ({
    name, label, width: "n", text: (row) => short(value(row)), title: (row) => exact(value(row)), value, ...more,
  });
  const limit = (name) =>
    figure(name, word(name), (row) => row[name], {
      paste: name, asksWhy: true, editable: () => data.may_edit, text: (row) => (row[name] === null ? "" : short(row[name])),
      tone: (row) => (row.held === name ? "tg-held" : ""),
    });
  function columns() {
    const first = {
      name: "name", label: word("name"), width: "name", text: (row) => row.name,
      title: (row) => [row.name, ...trouble(row).map((one) => one.reason)].join("\n"), glyphs,
    };
    const target = figure("target", word("target"), (row) => money(row.target), { tone: () => "tg-main" });
    const share = { name: "share", label: word("share"), width: "s", text: (row) => percent(row.share) };
    return [first, target, share, ...(view === "inputs" ? inputs() : story()), ...(view === "inputs" ? [] : cells())];
  }
  function story() {
    const shares = data.columns.map((column) => ({
      name: column.name, label: column.label, width: "s", tone: () => "tg-soft",
      text: (row) => percent(row.shares?.[column.name]),
    }));
    const gate = {
      name: "is_gated", paste: "is_gated", label: word("gate"), width: "s", asksWhy: true, toggles: () => data.may_edit,
      editable: () => data.may_edit, value: (row) => row.is_gated, text: (row) => (row.is_gated ? word("shut") : ""),
    };
    const offered = figure("offered", word("offered"), (row) => row.offered ?? row.offers, {
      paste: "offered",
      editable: () => data.may_offer, value: (row) => row.offered,
      tone: (row) => (row.offered === null && row.offers !== null ? "tg-soft" : ""),
      text: (row) => short(row.offered ?? row.offers), asksWhy: true,
    });
    const gap = figure("gap", word("gap"), (row) => row.gap ?? null, {
      text: (row) => (row.gap === null || row.gap === undefined ? "" : short(row.gap)),
      tone: (row) => (Number(row.gap) < 0 ? "bad" : Number(row.gap) > 0 ? "good" : ""),
    });
    const last = figure("last", word("last"), (row) => row.last, { tone: () => "tg-soft" });
    const growth = {
      name: "growth", label: word("growth"), width: "s", text: (row) => (row.growth > 0 ? "+" : "") + percent(row.growth).replace("-", "−"),
    };
    const street = Number(data.goal.over_assignment) ? [figure("street", word("street"), (row) => money(row.street))] : [];
    return [...shares, limit("pin"), limit("floor"), limit("cap"), gate, offered, gap, last, growth, ...street];
  }
  function inputs() {
    const names = [...new Set([...data.columns.map((one) => one.name), ...data.rows.flatMap((row) => Object.keys(row.weights))])];
    return names.filter((name) => name !== "offered").map((name) => {
      const label = data.columns.find((one) => one.name === name)?.label || name;
      return figure(name, label, (row) => row.weights[name] ?? null, {
        isWeight: true, paste: `weight:${name}`, editable: (row) => data.may_edit && row.kind !== "company",
        text: (row) => (row.weights[name] === undefined || row.weights[name] === null ? "" : short(row.weights[name])),
      });
    });
  }
  // a number typed into a month or line pins it there; empty frees it
  function cells() {
    const isLines = view === "lines";
    return (isLines ? data.lines : data.periods).map((name, at) => {
      const cell = `${isLines ? "line" : "month"}:${name}`;
      const isPast = !isLines && at < data.past;
      const number = (row) => money((isLines ? row.lines : row.months)?.[at]);
      return figure(name, name, number, {
        cell, paste: cell, asksWhy: true, editable: () => data.may_edit && !isPast, value: (row) => row.cells[cell]?.pin ?? null,
        text: (row) => short(number(row)), title: (row) => [exact(number(row)), bound(row.cells[cell])].filter(Boolean).join("\n"),
        locked: number, tone: (row) => (isPast ? "tg-past" : row.cells[cell] ? "tg-held" : ""),
      });
    });
  }
  function bound(limits) {
    return Object.entries(limits || {}).map(([name, value]) => `${word(name)} ${exact(value)}`).join(" · ");
  }
  const trouble = (row) => data.problems.filter((one) => one.key === row.key);
  function glyphs(row) {
    const marks = [];
    if (trouble(row).length) marks.push(["⚠", "tg-bad"]);
    if (row.comments) marks.push([`✎${row.comments}`, "tg-soft"]);
    return marks.map(([text, tone]) => {
      const mark = document.createElement("span");
      mark.className = `tg-mark ${tone}`;
      mark.textContent = text;
      return mark;
    });
  }

  // the server
  function token() {
    return JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  }
  async function send(edit) {
    const isOffer = "amount" in edit;
    const answer = await fetch(`${place.dataset.rest}/${isOffer ? "offer" : "stance"}`, {
      method: "PUT", body: JSON.stringify({ metric: place.dataset.metric, ...edit }),
      headers: { "X-CSRFToken": token(), "Content-Type": "application/json" },
    });
    const told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
    return { ok: answer.ok, ...told };
  }
  async function load() {
    const answer = await fetch(place.dataset.address, known());
    if (!answer.ok) return say(word("failed"));
    const told = await answer.json();
    const isSame = told.is_part && told.rows.every((row) => place_of.has(row.key)) && shape(told) === shape(data);
    if (isSame) {
      told.rows.forEach((row) => renewed(place_of.get(row.key), row));
      const keys = [...told.rows, ...data.problems, ...told.problems].map((one) => one.key);
      data = { ...told, rows: data.rows };
      grid.renew(keys);
    } else if (told.is_part) {
      data = null;
      return load();
    } else {
      data = told;
      place_of = new Map(data.rows.map((row) => [row.key, row]));
      grid.fill(data.rows, columns());
    }
    problems(data.problems);
  }
  function renewed(row, told) {
    const { depth, above, below } = row;
    Object.keys(row).forEach((name) => delete row[name]);
    Object.assign(row, told, { depth, above, below });
  }
  // after an edit only rows are asked for whose mark is no longer the one shown here
  let place_of = new Map();
  const shape = (told) => JSON.stringify([told.columns, told.periods, told.lines, told.past, told.goal.unit, told.goal.over_assignment, told.may_edit, told.may_offer]);
  function known() {
    if (!data) return { headers: { Accept: "application/json" } };
    const body = new URLSearchParams({ order: data.order, marks: data.rows.map((row) => row.mark).join("") });
    return { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token() } };
  }
  function say(text) {
    live.textContent = text;
  }

  // problems, each a way to its node; of a refused edit with a way to keep it all the same
  const box = place.querySelector("[data-grid-problems]");
  function problems(list, edit) {
    const lines = list.slice(0, 6).map((one) => line(one));
    if (edit) lines.push(actions(edit));
    const holder = document.createElement("ul");
    holder.className = `problems gridproblems${edit ? " refused" : ""}`;
    holder.append(...lines);
    box.replaceChildren(...(lines.length ? [holder] : []));
    if (edit) holder.setAttribute("role", "alert");
  }
  function line(one) {
    const item = document.createElement("li");
    item.className = `problem ${one.severity}`;
    const mark = document.createElement("span");
    mark.textContent = one.severity === "warning" ? "△" : "⚠";
    const text = document.createElement("button");
    text.type = "button";
    text.className = "plainbutton";
    text.textContent = `${one.reason} — ${one.remedy}`;
    text.addEventListener("click", () => one.key && grid.reveal(one.key));
    item.append(mark, text);
    return item;
  }
  function actions(edit) {
    const item = document.createElement("li");
    item.className = "row padded";
    const keep = document.createElement("button");
    const close = document.createElement("button");
    for (const [button, label] of [[keep, word("anyway")], [close, word("close")]]) {
      button.type = "button";
      button.className = "button";
      button.textContent = label;
    }
    keep.hidden = !edit.values;
    keep.addEventListener("click", () => keepEdit({ ...edit, values: { ...edit.values, anyway: true } }, edit.inverse));
    close.addEventListener("click", () => {
      problems(data.problems);
      grid.box.focus();
    });
    item.append(keep, close);
    return item;
  }

  // edits, and their inverses
  const NAMES = new Set(["pin", "floor", "cap", "is_gated"]);
  function changed(row, column, value, reason) {
    if (column.cell) {
      bind(row.key, column.cell, value === null ? null : { ...row.cells[column.cell], pin: value }, reason);
      return;
    }
    const before = NAMES.has(column.name) ? row[column.name] : column.isWeight ? { ...row.weights } : row.offered;
    const edit = { key: row.key, reason, values: valuesOf(row, column, value) };
    const inverse = { key: row.key, reason: `${word("undo")}: ${reason || column.label}`, values: column.isWeight ? { weights: clean(before) } : column.name === "offered" ? { amount: before } : { [column.name]: before } };
    keepEdit(edit, inverse);
  }
  function bind(key, cell, limits, reason) {
    const row = place_of.get(key);
    const before = row.cells[cell] || null;
    const edit = { key, reason, values: { cells: { [cell]: limits } } };
    keepEdit(edit, { key, reason: `${word("undo")}: ${reason}`, values: { cells: { [cell]: before } } });
  }
  function valuesOf(row, column, value) {
    if (column.isWeight) return { weights: clean({ ...row.weights, [column.name]: value }) };
    return column.name === "offered" ? { amount: value } : { [column.name]: value };
  }
  function clean(weights) {
    const { offered, ...rest } = weights;
    return rest;
  }
  async function keepEdit(edit, inverse, onto = done, spoken = "kept") {
    const row = place_of.get(edit.key);
    if (!row) return false;
    const told = await send({ key: edit.key, reason: edit.reason, version: row.version, ...edit.values });
    if (!told.ok) {
      const list = (told.problems || []).map((one) => ({ severity: "error", ...one, key: one.key || edit.key }));
      problems(list.length ? list : [{ reason: word("failed"), remedy: "", severity: "error", key: edit.key }], told.version ? { key: edit.key } : { ...edit, inverse });
      if (told.version) await load();
      return false;
    }
    if (inverse) onto.push({ edit, inverse });
    say(word(spoken));
    await load();
    if (!side.hidden && side.childElementCount) beside(row);
    return true;
  }
  function back(from, onto, isUndo) {
    const last = from.pop();
    if (!last) return;
    if (last.block) {
      pasting.keep(isUndo ? last.inverse : last.block).then((isKept) => isKept && onto.push(last));
      say(word(isUndo ? "undone" : "redone"));
      return;
    }
    const next = isUndo ? last.inverse : last.edit;
    const other = isUndo ? last.edit : last.inverse;
    const values = "amount" in next.values ? next.values : { ...next.values, anyway: true };
    const moved = { edit: isUndo ? last.edit : next, inverse: isUndo ? next : other };
    keepEdit({ ...next, values }, null, onto, isUndo ? "undone" : "redone").then((isKept) => isKept && onto.push(moved));
    grid.reveal(next.key);
  }

  // beside a node
  let waiting = null;
  async function beside(row) {
    const answer = await fetch(`${place.dataset.node}&key=${encodeURIComponent(row.key)}`);
    if (!answer.ok) return;
    side.innerHTML = await answer.text(); // our own template, every value escaped there
    side.hidden = false;
    window.htmx?.process(side);
  }
  function closeSide() {
    side.replaceChildren();
    grid.box.focus();
    grid.draw();
  }
  side.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-cell-form]");
    if (!form) return;
    event.preventDefault();
    const limits = {};
    for (const name of ["pin", "floor", "cap"]) {
      const value = amount(form.elements[name].value);
      if (value === undefined) return say(word("nan"));
      if (value !== null) limits[name] = value;
    }
    const { key } = form.closest("[data-key]").dataset;
    bind(key, form.elements.cell.value, Object.keys(limits).length ? limits : null, form.elements.reason.value);
  });
  side.addEventListener("click", (event) => event.target.closest("[data-close-side]") && closeSide());

  const grid = new window.TreeGrid(place.querySelector("[data-scroller]"), {
    why: word("reason"),
    moved: (row) => {
      history.replaceState(null, "", `#${encodeURIComponent(row.key)}`);
      clearTimeout(waiting);
      if (side.childElementCount) waiting = setTimeout(() => beside(row), 150);
    },
    opened: (row, isAsked) => {
      if (isAsked) beside(row);
    },
    closed: closeSide,
    read: (typed) => {
      const value = amount(typed);
      if (value === undefined) say(word("nan"));
      return value;
    },
    changed,
    pasted: (text) => data.may_edit && pasting.look(text),
    undo: () => back(done, undone, true),
    redo: () => back(undone, done, false),
  });

  const pasting = new window.Pasting({
    grid, side, word, say, token, load, short, close: closeSide, address: `${place.dataset.rest}/cells`, metric: place.dataset.metric,
    row: (key) => place_of.get(key), kept: (block, inverse) => done.push({ block, inverse }),
  });

  place.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-view]");
    const all = event.target.closest("[data-all]");
    if (all) grid.foldAll(all.dataset.all === "shut");
    if (!chosen || !data) return;
    view = chosen.dataset.view;
    const query = new URLSearchParams(location.search);
    query.set("view", view);
    history.replaceState(null, "", `?${query}${location.hash}`);
    marked();
    grid.fill(data.rows, columns());
  });
  function marked() {
    place.querySelectorAll("[data-view]").forEach((one) => one.toggleAttribute("aria-current", one.dataset.view === view));
  }
  place.querySelector("[data-find]").addEventListener("input", (event) => {
    const text = event.target.value.trim().toLowerCase();
    const hit = text && data?.rows.find((row) => row.name.toLowerCase().includes(text));
    if (hit) grid.reveal(hit.key);
  });
  marked();
  const wanted = decodeURIComponent(location.hash.slice(1));
  load().then(() => wanted && grid.reveal(wanted));
})();
