/** The part of a CSSStyleDeclaration that Plotly uses. */
interface InlineStyle {
  cssText: string;
  getPropertyValue(name: string): string;
  setProperty(name: string, value: string | null): void;
  removeProperty(name: string): void;
}

/**
 * Gives the elements of a class a `style` like that of browsers, stored in their attribute. Empty properties are removed;
 * linkedom's own `style` would write them, and a renderer of SVG may reject them.
 *
 * @param prototype of the class, such as `SVGElement.prototype`
 */
export function addInlineStyle(prototype: Element): void {
  const styles = new WeakMap<Element, InlineStyle>();
  Object.defineProperty(prototype, 'style', {
    configurable: true,
    get(this: Element): InlineStyle {
      const style = styles.get(this) ?? withProperties(styleOf(this));
      styles.set(this, style);
      return style;
    },
    set(this: Element, text: string) {
      this.setAttribute('style', text);
    },
  });
}

function styleOf(element: Element): InlineStyle {
  let text = '';
  let properties = new Map<string, string>();
  const read = (): Map<string, string> => {
    const current = element.getAttribute('style') ?? '';
    if (current !== text) properties = parse(text = current);
    return properties;
  };
  const write = (): void => {
    text = [...properties].map(([name, value]) => `${name}: ${value};`).join(' ');
    element.setAttribute('style', text);
  };
  return {
    get cssText() {
      return element.getAttribute('style') ?? '';
    },
    set cssText(value) {
      element.setAttribute('style', value);
    },
    getPropertyValue: (name) => read().get(name) ?? '',
    setProperty(name, value) {
      if (value === null || value === '') return this.removeProperty(name);
      read().set(name, String(value));
      write();
    },
    removeProperty(name) {
      if (read().delete(name)) write();
    },
  };
}

function parse(text: string): Map<string, string> {
  const parts = text
    .split(';')
    .map((part) => [part.slice(0, part.indexOf(':')), part.slice(part.indexOf(':') + 1)].map((half) => half.trim()));
  return new Map(parts.filter(([name]) => name !== '') as [string, string][]);
}

/** Adds properties by name, as in `style.fontSize = '12px'`. */
function withProperties(style: InlineStyle): InlineStyle {
  return new Proxy(style, {
    get: (target, name) => (name in target ? Reflect.get(target, name) as unknown : target.getPropertyValue(hyphenated(String(name)))),
    set(target, name, value: string) {
      if (name in target) return Reflect.set(target, name, value);
      target.setProperty(hyphenated(String(name)), value);
      return true;
    },
  });
}

function hyphenated(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
