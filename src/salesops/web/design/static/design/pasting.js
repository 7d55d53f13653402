// A block from a spreadsheet put into a tree grid: shown beside it first, then kept as one.
(() => {
  "use strict";
  const MOST = 200;

  class Pasting {
    // on: what the grid's page lends – grid, side, word, say, token, load, short, close, address, metric, row, kept
    constructor(on) {
      this.on = on;
      on.side.addEventListener("submit", (event) => this.sent(event));
      on.side.addEventListener("click", (event) => event.target.closest("[data-paste-close]") && on.close());
    }

    // the lines of the block fall on the rows from the cursor down, its columns on those to the right
    cells(text) {
      const { grid } = this.on;
      const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
      return lines.flatMap((line, down) => {
        const row = grid.shown[grid.at.row + down];
        if (!row) return [];
        return line.split("\t").flatMap((cell, right) => {
          const column = grid.columns[grid.at.column + right];
          return column ? [{ key: row.key, column: column.paste || column.name, label: column.label, text: cell }] : [];
        });
      });
    }

    async look(text) {
      const cells = this.cells(text);
      if (!cells.length) return;
      this.block = { cells, versions: this.versions(cells) };
      const told = await this.send(this.block, { trial: true });
      if (told.ok) this.show(told);
      else this.on.say(told.problems?.[0]?.reason || told.reason || this.on.word("failed"));
    }

    versions(cells) {
      return Object.fromEntries(cells.map((one) => [one.key, this.on.row(one.key).version]));
    }

    async send(block, more) {
      const cells = block.cells.map(({ key, column, text }) => ({ key, column, text }));
      const body = JSON.stringify({ metric: this.on.metric, cells, reason: block.reason || "", versions: block.versions || {}, ...more });
      const answer = await fetch(this.on.address, { method: "PUT", body, headers: { "X-CSRFToken": this.on.token(), "Content-Type": "application/json" } });
      const told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
      return { ok: answer.ok, ...told };
    }

    show(told, isRefused = false) {
      const { side, word } = this.on;
      const wrong = told.cells.filter((one) => one.problem).length;
      const moved = told.cells.filter((one) => one.problem || (one.before || "") !== (one.after || ""));
      const form = tag("form", { className: "body stack" });
      form.dataset.pasteForm = "";
      form.append(
        tag("p", { textContent: word("pasteCount").replace("{n}", told.cells.length).replace("{wrong}", wrong) }),
        this.conflicts(told.conflicts || []), this.table(moved), tag("input", { name: "reason", maxLength: 1000, required: true, placeholder: word("reason"), ariaLabel: word("reason") }),
        this.buttons(wrong, told.conflicts || [], isRefused),
      );
      const head = tag("header");
      head.append(tag("h2", { textContent: word("paste") }));
      side.replaceChildren(head, form);
      side.hidden = false;
      form.elements.reason.focus();
    }

    conflicts(list) {
      const holder = tag("ul", { className: "problems" });
      holder.append(...list.slice(0, 6).map((one) => tag("li", { className: "problem error", textContent: `⚠ ${one.reason} — ${one.remedy}` })));
      return holder;
    }

    table(cells) {
      const table = tag("table", { className: "plain pasted" });
      const labels = new Map(this.block.cells.map((one) => [one.column, one.label]));
      cells.slice(0, MOST).forEach((one) => {
        const line = table.insertRow();
        const change = one.problem ? one.problem.reason : `${this.on.short(one.before)} → ${this.on.short(one.after)}`;
        line.append(tag("th", { scope: "row", dir: "auto", textContent: this.on.row(one.key).name }), tag("td", { textContent: labels.get(one.column) }), tag("td", { className: one.problem ? "bad" : "number", textContent: one.problem ? `⚠ ${change}` : change }));
      });
      if (cells.length > MOST) table.insertRow().insertCell().textContent = `… ${cells.length - MOST}`;
      const holder = tag("div", { className: "tablewrap pastedwrap" });
      holder.append(table);
      return holder;
    }

    buttons(wrong, conflicts) {
      const { word } = this.on;
      const line = tag("div", { className: "row wrap" });
      const keep = tag("button", { className: "button primary", textContent: conflicts.length ? word("anyway") : word("pasteKeep"), disabled: wrong > 0 });
      if (conflicts.length) keep.dataset.anyway = "";
      const close = tag("button", { type: "button", className: "button", textContent: word("close") });
      close.dataset.pasteClose = "";
      line.append(keep, close);
      return line;
    }

    async sent(event) {
      const form = event.target.closest("[data-paste-form]");
      if (!form) return;
      event.preventDefault();
      const reason = form.elements.reason.value;
      const block = { ...this.block, reason, anyway: Boolean(form.querySelector("[data-anyway]")) };
      const told = await this.send(block, { anyway: block.anyway });
      if (!told.ok) {
        this.on.say(told.problems?.[0]?.reason || this.on.word("failed"));
        form.querySelector("p").textContent = told.problems?.[0]?.reason || this.on.word("failed");
        return;
      }
      const before = told.cells.map(({ key, column, before: text }) => ({ key, column, text: text || "" }));
      this.on.kept({ ...block, versions: {} }, { cells: before, reason: `${this.on.word("undo")}: ${reason}` });
      this.on.say(this.on.word("kept"));
      this.on.close();
      await this.on.load();
    }

    // undo and redo: the same cells with other texts; conflicts were agreed to or were there before
    async keep(block) {
      const told = await this.send({ ...block, versions: {} }, { anyway: true });
      if (!told.ok) this.on.say(told.problems?.[0]?.reason || this.on.word("failed"));
      await this.on.load();
      return told.ok;
    }
  }

  function tag(name, values = {}) {
    return Object.assign(document.createElement(name), values);
  }
  window.Pasting = Pasting;
})();
