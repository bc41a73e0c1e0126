// Words that a page brings along for its scripts, translated: <template data-words><span data-word="...">...</span>.

export class Words {
  #texts;
  #plurals = new Intl.PluralRules(document.documentElement.lang);

  constructor(template) {
    const spans = template.content.querySelectorAll("[data-word]");
    this.#texts = new Map([...spans].map((span) => [span.dataset.word, span.textContent]));
  }

  say(name, n = "") {
    return this.#texts.get(name).replace("%n", () => n);
  }

  /** The text `<name>-one` or `<name>-other`, as the language counts. */
  count(name, n) {
    return this.say(`${name}-${this.#plurals.select(n) === "one" ? "one" : "other"}`, n);
  }
}
