// The board: a card is moved by mouse, finger or keys; the server has the last word.
(() => {
  "use strict";
  const board = document.querySelector("[data-board]");
  if (!board) return;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const lanes = () => all("[data-lane]", board);
  const laneOf = (card) => card.closest("[data-lane]");
  const mayMove = board.dataset.mayMove === "1";
  const live = one("[data-live-region]", board);
  const side = one("[data-board-side]");

  function said(words, values) {
    return Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), words);
  }
  function say(name, values) {
    live.textContent = said(board.dataset[name], values);
  }

  // where a card stands, so that it can go back there
  const placeOf = (card) => ({ lane: laneOf(card), next: card.nextElementSibling });
  function put(card, place) {
    const list = one("[data-cards]", place.lane);
    const next = place.next?.parentElement === list ? place.next : null;
    list.insertBefore(card, next);
  }
  function putFirst(card, lane) {
    one("[data-cards]", lane).prepend(card);
  }
  function count(lane, by) {
    const label = one("[data-lane-count]", lane);
    const now = Number(label.textContent.replaceAll(",", "")) + by;
    if (Number.isFinite(now)) label.textContent = now.toLocaleString("en-US");
  }

  // what one is told, with a way back for ten seconds
  let toast = null;
  function tell(words, undo, isBad) {
    toast?.remove();
    const box = document.createElement("div");
    box.className = `toast${isBad ? " bad" : ""}`;
    box.setAttribute("role", isBad ? "alert" : "status");
    const text = document.createElement("span");
    text.textContent = words;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = undo ? board.dataset.wordUndo : board.dataset.wordClose;
    button.addEventListener("click", () => {
      box.remove();
      undo?.();
    });
    box.append(text, button);
    document.body.append(box);
    toast = box;
    setTimeout(() => box.remove(), isBad ? 20_000 : 10_000);
  }

  // the server
  const place = (action, id) => board.dataset[action].replace("~", id.split("/").map(encodeURIComponent).join("/"));
  function token() {
    return JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  }
  async function send(address, values) {
    const answer = await fetch(`${address}?${board.dataset.query}`, {
      method: "POST",
      headers: { "X-CSRFToken": token(), "X-Requested-With": "fetch" },
      body: new URLSearchParams(values),
    });
    const told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
    return { ok: answer.ok, ...told };
  }
  // The card as the server draws it; our own templates, every value escaped there.
  function renewed(card, html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const fresh = holder.content.firstElementChild;
    const hadFocus = card.contains(document.activeElement);
    card.replaceWith(fresh);
    window.htmx?.process(fresh);
    if (hadFocus) fresh.focus({ preventScroll: true });
    return fresh;
  }
  function taken(told, card) {
    for (const [lane, html] of Object.entries(told.heads || {})) {
      const head = one(`[data-lane="${lane}"] [data-lane-head]`, board);
      if (!head) continue;
      head.innerHTML = html;
      one("[data-lane-count]", head.closest("[data-lane]")).textContent =
        Number(one("[data-count]", head).dataset.count).toLocaleString("en-US");
    }
    return told.card ? renewed(card, told.card) : card;
  }

  // where the process leads a card from a lane, by the version the card goes by; what it does not say is open
  const waysOf = (card, from) => card.dataset.ways ?? from.dataset.ways;
  const mayGo = (card, from, to) => from === to || waysOf(card, from) === "*" || waysOf(card, from).split(" ").includes(to.dataset.lane);
  function shut(card, from) {
    for (const lane of lanes()) lane.classList.toggle("shut", Boolean(from) && !mayGo(card, from, lane));
  }
  function closed(card, lane, from) {
    const ways = lanes().filter((one) => one !== from.lane && mayGo(card, from.lane, one)).map((one) => one.dataset.name);
    back(card, from);
    tell(said(board.dataset.sayShut, { from: from.lane.dataset.name, to: lane.dataset.name, ways: ways.join(board.dataset.wordComma) || "—" }), null, true);
  }

  // one move: shown at once, taken back when refused
  async function move(card, lane, from) {
    if (!mayGo(card, from.lane, lane)) return closed(card, lane, from);
    const asked = await ask(card, lane, from.lane);
    if (!asked) return back(card, from);
    await attempt(card, lane, from, asked);
  }
  async function attempt(card, lane, from, asked) {
    card.classList.add("pending");
    count(from.lane, -1);
    count(lane, 1);
    let told;
    try {
      told = await send(place("move", card.dataset.card), { stage: lane.dataset.lane, version: card.dataset.version, ...asked });
    } catch {
      told = { ok: false, reason: board.dataset.sayFailed, remedy: "" };
    }
    card.classList.remove("pending");
    if (told.asks) {
      count(lane, -1);
      count(from.lane, 1);
      const more = await fill(card, lane, told.asks);
      return more ? attempt(card, lane, from, { ...asked, ...more }) : back(card, from);
    }
    if (!told.ok) return refused(card, lane, from, told);
    const fresh = taken(told, card);
    arrived(fresh, lane);
    say("sayDropped", { name: fresh.dataset.name, stage: lane.dataset.name });
    tell(said(board.dataset.sayDropped, { name: fresh.dataset.name, stage: lane.dataset.name }), () => undo(fresh.dataset.card, from));
  }
  function refused(card, lane, from, told) {
    count(lane, -1);
    count(from.lane, 1);
    put(card, from);
    const now = taken(told, card);
    // Somebody else moved it meanwhile: it stands where they put it.
    const there = told.stage && one(`[data-lane="${told.stage}"]`, board);
    if (there && there !== from.lane) {
      putFirst(now, there);
      count(from.lane, -1);
      count(there, 1);
    }
    arrived(now, laneOf(now));
    say("sayRefused", { name: now.dataset.name, stage: laneOf(now).dataset.name });
    tell([told.reason || board.dataset.sayFailed, told.remedy].filter(Boolean).join(" "), null, true);
  }
  async function undo(id, from) {
    const card = document.getElementById(`deal-${id}`);
    if (!card) return;
    let told;
    try {
      told = await send(place("undo", card.dataset.card), { version: card.dataset.version });
    } catch {
      told = { ok: false, reason: board.dataset.sayFailed };
    }
    if (!told.ok) return tell([told.reason, told.remedy].filter(Boolean).join(" "), null, true);
    put(card, from);
    const fresh = taken(told, card);
    arrived(fresh, from.lane);
    say("sayBack", { name: fresh.dataset.name, stage: from.lane.dataset.name });
  }
  function back(card, from) {
    put(card, from);
    arrived(card, from.lane);
    say("sayBack", { name: card.dataset.name, stage: from.lane.dataset.name });
  }
  function arrived(card, lane) {
    card.classList.add("arrived");
    setTimeout(() => card.classList.remove("arrived"), 900);
    if (lane.scrollWidth) card.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // lost asks why, and so does whatever opens a closed deal
  function ask(card, lane, from) {
    const reopens = from.dataset.kind !== "open" && lane.dataset.kind !== from.dataset.kind;
    const isLost = lane.dataset.kind === "lost";
    if (!isLost && !reopens) return Promise.resolve({});
    const form = one(isLost ? "#ask-lost" : "#ask-reopen").content.firstElementChild.cloneNode(true);
    const why = one("[data-ask-reopen]", form);
    if (why) why.hidden = !reopens;
    return answered(card, lane, form, (values) => {
      const named = values.other_reason?.trim() || values.lost_reason;
      if (reopens && !values.reason?.trim()) return one("[name=reason]", form);
      return isLost && !named ? one("input", form) : null;
    });
  }
  // what the stage needs to know; the server drew the form, with every value escaped
  function fill(card, lane, html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const form = holder.content.firstElementChild;
    const empty = () => all("input:not([type=search]):not([type=radio]), select", form).find((field) => !field.value.trim());
    return answered(card, lane, form, empty);
  }
  function answered(card, lane, form, lacking) {
    one("[data-ask-name]", form).textContent = `${card.dataset.name} → ${lane.dataset.name}`;
    side.replaceChildren(form);
    window.htmx?.process(form);
    one("input, select", form).focus();
    return new Promise((done) => {
      const end = (values) => {
        side.replaceChildren();
        document.getElementById(card.id)?.focus({ preventScroll: true });
        done(values);
      };
      form.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        end(null);
      });
      one("[data-ask-cancel]", form).addEventListener("click", () => end(null));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const values = Object.fromEntries(new FormData(form));
        const missing = lacking(values);
        if (!missing) return end(values);
        one("[data-ask-error]", form).textContent = one("h2", form).textContent;
        missing.focus();
      });
    });
  }

  // by keys
  let lifted = null;
  function neighbour(lane, step) {
    const every = lanes();
    return every[every.indexOf(lane) + step];
  }
  function lift(card) {
    lifted = { card, from: placeOf(card) };
    shut(card, lifted.from.lane);
    card.classList.add("lifted");
    card.setAttribute("aria-pressed", "true");
    say("sayLifted", { name: card.dataset.name, stage: laneOf(card).dataset.name });
  }
  function carry(step) {
    const lane = neighbour(laneOf(lifted.card), step);
    if (!lane) return;
    if (lane === lifted.from.lane) put(lifted.card, lifted.from);
    else putFirst(lifted.card, lane);
    lifted.card.focus({ preventScroll: true });
    lifted.card.scrollIntoView({ block: "nearest", inline: "center" });
    const every = lanes();
    say("sayOver", { stage: lane.dataset.name, at: every.indexOf(lane) + 1, all: every.length });
  }
  function lower() {
    const { card, from } = lifted;
    lifted = null;
    shut(null, null);
    card.classList.remove("lifted");
    card.removeAttribute("aria-pressed");
    return { card, from };
  }
  function drop() {
    const { card, from } = lower();
    const lane = laneOf(card);
    if (lane === from.lane) return say("sayBack", { name: card.dataset.name, stage: lane.dataset.name });
    move(card, lane, from);
  }
  function walk(card, key) {
    const lane = laneOf(card);
    const cards = all("[data-card]", lane);
    const at = cards.indexOf(card);
    const beside = (step) => {
      for (let next = neighbour(lane, step); next; next = neighbour(next, step)) {
        const there = all("[data-card]", next);
        if (there.length) return there[Math.min(at, there.length - 1)];
      }
      return null;
    };
    const goal = {
      ArrowDown: () => cards[at + 1], ArrowUp: () => cards[at - 1],
      ArrowRight: () => beside(1), ArrowLeft: () => beside(-1),
    }[key]?.();
    goal?.focus();
    goal?.scrollIntoView({ block: "nearest", inline: "nearest" });
    return Boolean(goal);
  }
  function keys(event) {
    const card = event.target.closest("[data-card]");
    if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (lifted) {
      if (event.key === " " || event.key === "Enter") drop();
      else if (event.key === "Escape") {
        const { card: held, from } = lower();
        back(held, from);
        held.focus();
      } else if (step) carry(step);
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.target !== card) return;
    if (event.key === " " && mayMove) lift(card);
    else if (event.key === "Enter") one("a", card).click();
    else if (!walk(card, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }
  function left(event) {
    if (lifted && event.target === lifted.card && event.relatedTarget && !board.contains(event.relatedTarget)) {
      const { card, from } = lower();
      back(card, from);
    }
  }

  // by mouse or finger: one drag for both; a finger first rests on the card, else it scrolls
  const REST = 280;
  const SLACK = 6;
  let drag = null;
  function pressed(event) {
    const card = event.target.closest("[data-card]");
    if (!card || !mayMove || event.button || card.classList.contains("pending") || lifted) return;
    if (event.target.closest("button")) return;
    const isTouch = event.pointerType !== "mouse";
    drag = { card, x: event.clientX, y: event.clientY, id: event.pointerId, isTouch, from: placeOf(card) };
    if (isTouch) drag.timer = setTimeout(() => start(), REST);
  }
  function start() {
    const { card } = drag;
    const box = card.getBoundingClientRect();
    const ghost = card.cloneNode(true);
    ghost.removeAttribute("id");
    ghost.className += " ghost";
    ghost.style.width = `${box.width}px`;
    ghost.style.left = `${box.left}px`;
    ghost.style.top = `${box.top}px`;
    document.body.append(ghost);
    card.classList.add("lifted");
    board.classList.add("dragging");
    shut(card, drag.from.lane);
    Object.assign(drag, { ghost, isOn: true });
    say("sayLifted", { name: card.dataset.name, stage: drag.from.lane.dataset.name });
  }
  function moved(event) {
    if (!drag || event.pointerId !== drag.id) return;
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.isOn) {
      if (Math.hypot(dx, dy) < SLACK) return;
      if (drag.isTouch) return void quit();
      start();
    }
    drag.ghost.style.transform = `translate(${dx}px, ${dy}px) rotate(1.2deg)`;
    hover(event.clientX, event.clientY);
    edge(event.clientX);
  }
  function hover(x, y) {
    const lane = document.elementFromPoint(x, y)?.closest("[data-lane]") ?? null;
    if (lane === drag.over) return;
    drag.over?.classList.remove("over");
    drag.over = lane;
    lane?.classList.add("over");
  }
  // Near the side the board comes along, so that a phone reaches its far columns.
  function edge(x) {
    const box = board.getBoundingClientRect();
    const near = 48;
    drag.pull = x > Math.min(box.right, innerWidth) - near ? 1 : x < Math.max(box.left, 0) + near ? -1 : 0;
    if (drag.pull && !drag.pulling) pull(x);
    drag.x2 = x;
  }
  function pull() {
    if (!drag?.pull) {
      if (drag) drag.pulling = false;
      return;
    }
    drag.pulling = true;
    board.scrollLeft += drag.pull * 14;
    requestAnimationFrame(pull);
  }
  function quit() {
    clearTimeout(drag.timer);
    drag.ghost?.remove();
    drag.over?.classList.remove("over");
    drag.card.classList.remove("lifted");
    board.classList.remove("dragging");
    shut(null, null);
    const { isOn, over, card, from } = drag;
    drag = null;
    return { isOn, over, card, from };
  }
  function released(event) {
    if (!drag || event.pointerId !== drag.id) return;
    const { isOn, over, card, from } = quit();
    if (!isOn) return;
    // The click that follows a drag opens nothing.
    addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", stop, { capture: true }), 0);
    if (!over || over === from.lane) return say("sayBack", { name: card.dataset.name, stage: from.lane.dataset.name });
    putFirst(card, over);
    move(card, over, from);
  }
  function stop(event) {
    event.preventDefault();
    event.stopPropagation();
  }

  board.addEventListener("keydown", keys);
  board.addEventListener("focusout", left);
  board.addEventListener("pointerdown", pressed);
  addEventListener("pointermove", moved);
  addEventListener("pointerup", released);
  addEventListener("pointercancel", (event) => drag && event.pointerId === drag.id && quit());
  addEventListener("keydown", (event) => event.key === "Escape" && drag?.isOn && quit());
  board.addEventListener("touchmove", (event) => drag?.isOn && event.preventDefault(), { passive: false });
  board.addEventListener("contextmenu", (event) => drag?.isTouch && event.preventDefault());
  board.addEventListener("dragstart", (event) => event.preventDefault());
})();
