// A tree grid that draws only the rows in view: moved by keys, cells edited in place.
(() => {
  "use strict";
  const ROW = 32;
  const SPARE = 8;

  class TreeGrid {
    // columns: [{name, label, width, text(row), title(row), tone(row), editable(row)}]
    constructor(box, on) {
      this.box = box;
      this.on = on;
      this.rows = [];
      this.columns = [];
      this.shut = new Set();
      this.at = { row: 0, column: 0 };
      this.editing = null;
      box.replaceChildren();
      this.head = box.appendChild(div("tg-head"));
      this.head.setAttribute("role", "row");
      this.above = box.appendChild(div());
      this.body = box.appendChild(div());
      this.body.setAttribute("role", "rowgroup");
      this.below = box.appendChild(div());
      box.addEventListener("scroll", () => requestAnimationFrame(() => this.draw(false)), { passive: true });
      box.addEventListener("keydown", (event) => this.keyed(event));
      box.addEventListener("click", (event) => this.clicked(event));
      box.addEventListener("paste", (event) => {
        if (this.editing || !this.row) return;
        event.preventDefault();
        this.on.pasted?.(event.clipboardData.getData("text/plain"));
      });
      box.addEventListener("dblclick", () => this.begin());
      new ResizeObserver(() => this.draw(false)).observe(box);
    }

    fill(rows, columns) {
      this.rows = rows;
      this.columns = columns;
      const places = new Map(rows.map((row, place) => [row.key, place]));
      rows.forEach((row) => {
        const parent = places.get(row.parent);
        row.depth = parent === undefined ? 0 : rows[parent].depth + 1;
        row.above = parent;
        row.below = 0;
      });
      rows.forEach((row) => {
        if (row.above !== undefined) rows[row.above].below += 1;
      });
      this.head.replaceChildren(...columns.map((column, at) => this.heading(column, at)));
      this.box.setAttribute("aria-colcount", columns.length);
      this.lay();
    }

    heading(column, at) {
      const cell = div(`tg-cell tg-w${column.width}${at ? "" : " tg-first"}`);
      cell.setAttribute("role", "columnheader");
      cell.textContent = column.label;
      cell.title = column.label;
      return cell;
    }

    // which rows are open to be seen
    lay() {
      const hidden = new Set();
      this.shown = [];
      this.rows.forEach((row, place) => {
        const above = row.above;
        if (above !== undefined && (hidden.has(above) || this.shut.has(this.rows[above].key))) hidden.add(place);
        else this.shown.push(row);
      });
      this.at.row = Math.min(this.at.row, Math.max(this.shown.length - 1, 0));
      this.at.column = Math.min(this.at.column, this.columns.length - 1);
      this.box.setAttribute("aria-rowcount", this.shown.length);
      this.draw();
    }

    // everything anew, or only what scrolled in
    draw(isChanged = true) {
      if (isChanged) this.drawn = "";
      if (this.editing || !this.shown) return;
      const begin = Math.floor(this.box.scrollTop / ROW / SPARE) * SPARE;
      const first = Math.max(0, begin - SPARE);
      const last = Math.min(this.shown.length, begin + Math.ceil(this.box.clientHeight / ROW / SPARE + 2) * SPARE);
      const window = `${first} ${last}`;
      if (window === this.drawn) return;
      this.drawn = window;
      this.above.style.height = `${first * ROW}px`;
      this.below.style.height = `${(this.shown.length - last) * ROW}px`;
      this.body.replaceChildren(...this.shown.slice(first, last).map((row, n) => this.line(row, first + n)));
    }

    // some rows are told anew: only those in view are drawn again
    renew(keys) {
      const changed = new Set(keys);
      this.body.querySelectorAll("[data-place]").forEach((line) => {
        const row = this.shown[line.dataset.place];
        if (row && changed.has(row.key) && !line.contains(this.editing)) line.replaceWith(this.line(row, Number(line.dataset.place)));
      });
    }

    line(row, place) {
      const line = div(`tg-row${row.below ? " tg-family" : ""}${place === this.at.row ? " tg-here" : ""}`);
      line.setAttribute("role", "row");
      line.setAttribute("aria-level", row.depth + 1);
      line.setAttribute("aria-rowindex", place + 1);
      if (row.below) line.setAttribute("aria-expanded", String(!this.shut.has(row.key)));
      line.dataset.place = place;
      line.append(...this.columns.map((column, at) => this.cell(row, column, place, at)));
      return line;
    }

    cell(row, column, place, at) {
      const cell = div(`tg-cell tg-w${column.width} ${column.tone?.(row) || ""}${at ? "" : " tg-first"}`);
      cell.setAttribute("role", at ? "gridcell" : "rowheader");
      cell.dataset.column = at;
      if (place === this.at.row && at === this.at.column) cell.classList.add("tg-on");
      if (column.editable?.(row)) cell.classList.add("tg-edit");
      const title = column.title?.(row);
      if (title) cell.title = title;
      if (!at) return this.named(cell, row, column);
      cell.textContent = column.text(row);
      return cell;
    }

    named(cell, row, column) {
      const fold = document.createElement("span");
      fold.className = "tg-fold";
      fold.textContent = row.below ? (this.shut.has(row.key) ? "▸" : "▾") : "";
      const name = document.createElement("span");
      name.className = "tg-name";
      name.dir = "auto";
      name.textContent = column.text(row);
      cell.style.paddingLeft = `${8 + row.depth * 14}px`;
      cell.append(fold, name, ...(column.glyphs?.(row) || []));
      return cell;
    }

    get row() {
      return this.shown[this.at.row];
    }
    get column() {
      return this.columns[this.at.column];
    }

    go(row, column) {
      this.at = {
        row: Math.max(0, Math.min(row, this.shown.length - 1)),
        column: Math.max(0, Math.min(column, this.columns.length - 1)),
      };
      this.show();
      this.on.moved?.(this.row);
    }

    // bring the cursor's cell into view below the head and beside the first column
    show() {
      const top = this.at.row * ROW;
      const room = this.box.clientHeight - this.head.offsetHeight - ROW;
      if (top < this.box.scrollTop) this.box.scrollTop = top;
      else if (top > this.box.scrollTop + room) this.box.scrollTop = top - room;
      this.draw(false);
      const cell = this.mark();
      if (!cell || !this.at.column) return;
      const edge = this.head.firstElementChild.offsetWidth;
      const left = cell.offsetLeft;
      if (left < this.box.scrollLeft + edge) this.box.scrollLeft = left - edge;
      const right = left + cell.offsetWidth - this.box.clientWidth;
      if (right > this.box.scrollLeft) this.box.scrollLeft = right;
    }

    // the cursor moves without drawing anything anew
    mark() {
      this.body.querySelectorAll(".tg-on, .tg-here").forEach((one) => one.classList.remove("tg-on", "tg-here"));
      const line = this.body.querySelector(`[data-place="${this.at.row}"]`);
      line?.classList.add("tg-here");
      const cell = line?.children[this.at.column];
      cell?.classList.add("tg-on");
      return cell;
    }

    reveal(key) {
      let place = this.rows.findIndex((row) => row.key === key);
      if (place < 0) return;
      for (let above = this.rows[place].above; above !== undefined; above = this.rows[above].above)
        this.shut.delete(this.rows[above].key);
      this.lay();
      place = this.shown.findIndex((row) => row.key === key);
      this.go(place, this.at.column);
    }

    fold(row, isShut) {
      if (!row.below) return;
      if (isShut) this.shut.add(row.key);
      else this.shut.delete(row.key);
      this.lay();
    }

    foldAll(isShut) {
      this.shut = new Set(isShut ? this.rows.filter((row) => row.below && row.depth).map((row) => row.key) : []);
      this.lay();
    }

    clicked(event) {
      const cell = event.target.closest?.(".tg-row .tg-cell");
      if (!cell || this.editing) return;
      const row = Number(cell.parentElement.dataset.place);
      if (event.target.closest(".tg-fold")) {
        const one = this.shown[row];
        this.at.row = row;
        this.fold(one, !this.shut.has(one.key));
        return;
      }
      this.go(row, Number(cell.dataset.column));
      this.on.opened?.(this.row, false);
    }

    keyed(event) {
      if (this.editing || !this.row || event.altKey) return;
      const page = Math.max(1, Math.floor(this.box.clientHeight / ROW) - 2);
      const { row, column } = this.at;
      const moves = {
        ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1],
        ArrowRight: [row, column + 1], PageUp: [row - page, column], PageDown: [row + page, column],
        Home: event.ctrlKey ? [0, column] : [row, 0],
        End: event.ctrlKey ? [this.shown.length - 1, column] : [row, this.columns.length - 1],
      };
      if (event.ctrlKey && event.key.toLowerCase() === "z") (event.shiftKey ? this.on.redo : this.on.undo)?.();
      else if (event.ctrlKey && event.key.toLowerCase() === "y") this.on.redo?.();
      else if (!column && event.key === "ArrowLeft" && !this.shut.has(this.row.key) && this.row.below) this.fold(this.row, true);
      else if (!column && event.key === "ArrowRight" && this.shut.has(this.row.key)) this.fold(this.row, false);
      else if (moves[event.key]) this.go(...moves[event.key]);
      else if (event.key === "Enter" || event.key === "F2") this.begin();
      else if (event.key === " " && this.column.toggles?.(this.row)) this.begin();
      else if (event.key === "Delete" && this.column.editable?.(this.row)) this.begin("");
      else if (event.key === "l" && this.column.locked && this.column.editable?.(this.row)) this.ask(this.row, this.column, this.column.locked(this.row));
      else if (event.key === "Escape") this.on.closed?.();
      else if (/^[\d.]$/.test(event.key) && !event.ctrlKey && this.column.editable?.(this.row)) this.begin(event.key);
      else return;
      event.preventDefault();
      event.stopPropagation();
    }

    begin(text) {
      const { row, column } = this;
      if (!row) return;
      if (!column.editable?.(row)) {
        this.on.opened?.(row, true);
        return;
      }
      if (column.toggles) {
        this.ask(row, column, !column.value(row));
        return;
      }
      this.input(text ?? column.value(row), column.label, (typed) => {
        const value = this.on.read(typed, column);
        if (value === undefined) return false;
        if (value === column.value(row)) return true;
        this.ask(row, column, value);
        return true;
      });
      // What was typed goes on behind its first digit instead of replacing it.
      if (text) this.editing?.setSelectionRange(text.length, text.length);
    }

    // a limit is kept with why; a weight at once
    ask(row, column, value) {
      if (!column.asksWhy) {
        this.on.changed(row, column, value, "");
        return;
      }
      this.input(row.reason || "", this.on.why, (reason) => {
        if (!reason.trim()) return false;
        this.on.changed(row, column, value, reason);
        return true;
      }, true);
    }

    input(value, label, take, isWide) {
      const cell = this.body.querySelector(".tg-on");
      if (!cell) return;
      const field = document.createElement("input");
      field.className = `tg-input${isWide ? " tg-why" : ""}`;
      field.value = value ?? "";
      field.placeholder = label;
      field.setAttribute("aria-label", label);
      if (!isWide) field.inputMode = "decimal";
      cell.classList.add("tg-editing");
      cell.replaceChildren(field);
      this.editing = field;
      field.focus();
      field.select();
      const end = () => {
        this.editing = null;
        this.draw();
        this.box.focus({ preventScroll: true });
      };
      field.addEventListener("keydown", (event) => {
        event.stopPropagation();
        if (event.key === "Escape") end();
        if (event.key !== "Enter" || event.isComposing) return;
        event.preventDefault();
        this.editing = null;
        this.draw();
        this.box.focus({ preventScroll: true });
        if (!take(field.value)) this.input(field.value, label, take, isWide);
      });
      field.addEventListener("blur", () => {
        if (this.editing === field) end();
      });
    }
  }

  function div(className = "") {
    const one = document.createElement("div");
    one.className = className;
    return one;
  }
  window.TreeGrid = TreeGrid;
})();
