// Tabs as the ARIA practices describe them: arrow keys move, one tab stop, each tab names its panel.
// https://www.w3.org/WAI/ARIA/apg/patterns/tabs/
import { element } from "./elements.js";

export class Tabs {
  /** Tabs in `home`; `fill(panel, value)` draws a tab's panel the first time that it is shown. */
  constructor(home, label, fill) {
    this.fill = fill;
    this.all = [];
    this.list = element("div", { class: "tabsList", role: "tablist", "aria-label": label, keydown: (e) => this.move(e) });
    this.bar = element("div", { class: "tabsBar" }, this.list);
    this.panels = element("div", { class: "panels" });
    home.append(this.bar, this.panels);
  }

  add(name, value) {
    const number = this.all.length + 1;
    const tab = element(
      "button",
      { class: "tab", role: "tab", type: "button", id: `tab-${number}`, "aria-controls": `panel-${number}`, click: () => this.show(one) },
      name,
    );
    const panel = element("div", { class: "tabPanel", role: "tabpanel", id: `panel-${number}`, "aria-labelledby": `tab-${number}`, hidden: true });
    const one = { name, value, tab, panel, drawn: false };
    this.all.push(one);
    this.list.append(tab);
    this.panels.append(panel);
    this.mark(this.shown ?? one);
    return one;
  }

  named(name) {
    return this.all.find((one) => one.name === name);
  }

  show(one) {
    this.mark(one);
    if (!one.drawn) {
      one.drawn = true;
      this.fill(one.panel, one.value, one);
    }
    this.bringIn(one.tab);
    one.shown?.();
  }

  /** Scrolls the row of tabs alone; scrollIntoView would also move the place where Tab goes on from. */
  bringIn(tab) {
    const left = tab.offsetLeft - this.list.offsetLeft;
    const right = left + tab.offsetWidth - this.list.clientWidth;
    this.list.scrollLeft = Math.max(right, Math.min(this.list.scrollLeft, left));
  }

  mark(shown) {
    this.shown = shown;
    for (const one of this.all) {
      const active = one === shown;
      one.tab.classList.toggle("active", active);
      one.tab.setAttribute("aria-selected", String(active));
      one.tab.tabIndex = active ? 0 : -1;
      one.panel.classList.toggle("active", active);
      one.panel.hidden = !active;
    }
  }

  move(event) {
    const at = this.all.indexOf(this.shown);
    const last = this.all.length - 1;
    const next = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.show(this.all[next]);
    this.all[next].tab.focus();
  }
}
