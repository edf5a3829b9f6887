// Contracts: the argument types of each public function, read from its declared types when the library is built. Programs without
// types are then held to them too (lib/src/contracts checks them). Written to lib/dist/contracts.json.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root, writeWhole } from '../lib/setup/project.mjs';

const ts = createRequire(import.meta.url)('typescript');

/** Types recognised by their methods, not field by field; a class of TensorFlow.js has hundreds of fields. */
const OPAQUE = new Set(['LayersModel', 'Runner', 'AbortSignal', 'Generator', 'Tensor', 'Map', 'ReadonlyMap', 'Set', 'ReadonlySet', 'Iterable', 'AsyncIterable', 'SharedArrayBuffer', 'Buffer']);
const ARRAYS = new Set(['Float32Array', 'Float64Array', 'Int32Array', 'Uint32Array', 'Uint16Array', 'Uint8Array', 'Uint8ClampedArray']);
const { TypeFlags } = ts;

/** The exports of the package's two entries, the library's and the paper's. */
export const FACES = ['face.ts', 'paper/face.ts'].map((file) => join(root, 'lib', 'src', file));

/** Reads the contracts of all exports of the faces. */
class Reader {
  /** @param {import('typescript').Program} program */
  constructor(program) {
    this.checker = program.getTypeChecker();
    this.exports = FACES.flatMap((face) => this.exportsOf(this.checker.getSymbolAtLocation(program.getSourceFile(face))));
    /** @type {Record<string, object>} named types, each written once */
    this.types = {};
    /** @type {Map<object, string>} */
    this.names = new Map();
    /** @type {Set<string>} types of the library's results */
    this.given = new Set();
    /** Types whose comments say that a number in them may be NaN. @type {Set<string>} */
    this.telling = new Set();
    /** Unions being read: one that contains itself (JSON) is not read again. @type {Set<object>} */
    this.open = new Set();
  }

  read() {
    const signatures = this.exports.flatMap((named) => this.signatureOf(named));
    const results = signatures.map(({ signature }) => this.node(signature.getReturnType()));
    results.forEach((node) => this.markGiven(node));
    const functions = Object.fromEntries(signatures.map(({ name, signature }) => [name, this.contract(signature)]));
    return { functions, types: Object.fromEntries(Object.entries(this.types).map(([name, type]) => [name, this.given.has(name) ? { ...type, given: true } : type])) };
  }

  /** The exports of a module, and those of its namespaces, such as `section4.measureShifts`. */
  exportsOf(module, prefix = '') {
    return this.checker.getExportsOfModule(module).flatMap((symbol) => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
      const name = `${prefix}${symbol.name}`;
      // TensorFlow.js, exported as a whole, is not checked.
      const isOurs = target.flags & ts.SymbolFlags.ValueModule && target.valueDeclaration.fileName.startsWith(join(root, 'lib', 'src'));
      return isOurs ? this.exportsOf(target, `${name}.`) : [{ name, target }];
    });
  }

  signatureOf({ name, target }) {
    if (!target.valueDeclaration || ts.isClassDeclaration(target.valueDeclaration)) return [];
    const [signature, ...overloads] = this.checker.getTypeOfSymbol(target).getCallSignatures();
    if (overloads.length === 0) return signature ? [{ name, signature }] : [];
    // The function itself takes what any of its overloads takes.
    return [{ name, signature: this.checker.getSignatureFromDeclaration(target.declarations.find(({ body }) => body)) }];
  }

  contract(signature) {
    const parameters = signature.getParameters().map((parameter) => {
      const { valueDeclaration: declaration } = parameter;
      const type = this.checker.getTypeOfSymbol(parameter);
      const rest = declaration.dotDotDotToken !== undefined;
      return {
        name: parameter.name.startsWith('__') ? this.titleOf(type) : parameter.name,
        type: this.node(rest ? this.checker.getTypeArguments(type)[0] : type),
        ...(this.checker.isOptionalParameter(declaration) && { optional: true }),
        ...(rest && { rest: true }),
      };
    });
    const returned = signature.getReturnType();
    const result = this.node(returned);
    const checked = isOfFormulas(signature) && !parameters.some(({ type }) => type.name === 'Runner') && this.isOfNumbers(result);
    return { parameters, ...(returned.symbol?.name === 'Promise' && { async: true }), ...(checked && { result }) };
  }

  /**
   * Whether a result consists of numbers and booleans, and no comment says that a number may be NaN and no `finite` field stands
   * beside it.
   */
  isOfNumbers(node) {
    switch (node.kind) {
      case 'number': case 'boolean': return true;
      case 'array': return node.of.every((array) => ['list', 'Float64Array'].includes(array));
      case 'choice': return node.values.every((value) => value === null);
      case 'tuple': case 'union': return node.of.every((item) => this.isOfNumbers(item));
      case 'ref': {
        const { fields, others } = this.types[node.name];
        return !others && !fields.finite && !this.telling.has(node.name) && Object.values(fields).every(({ type }) => this.isOfNumbers(type));
      }
      // Some results in a list may be defined while others are not.
      default: return false;
    }
  }

  /** The name of a destructured parameter in messages: its type's name. */
  titleOf(type) {
    const name = (type.aliasSymbol ?? type.getNonNullableType().symbol)?.name ?? 'argument';
    return name.startsWith('__') ? 'argument' : name.charAt(0).toLowerCase() + name.slice(1);
  }

  node(type) {
    const { flags } = type;
    if (flags & (TypeFlags.Any | TypeFlags.Unknown | TypeFlags.TypeParameter | TypeFlags.Conditional | TypeFlags.IndexedAccess | TypeFlags.Never | TypeFlags.Void)) return { kind: 'any' };
    if (flags & TypeFlags.Boolean) return { kind: 'boolean' };
    if (flags & TypeFlags.BooleanLiteral) return { kind: 'choice', values: [type.intrinsicName === 'true'] };
    if (flags & (TypeFlags.StringLiteral | TypeFlags.NumberLiteral)) return { kind: 'choice', values: [type.value] };
    if (flags & TypeFlags.Number) return { kind: 'number' };
    if (flags & (TypeFlags.String | TypeFlags.TemplateLiteral)) return { kind: 'text' };
    if (flags & TypeFlags.Null) return { kind: 'choice', values: [null] };
    if (flags & TypeFlags.Undefined) return { kind: 'nothing' };
    if (type.isUnion()) return this.union(type);
    return this.object(type);
  }

  union(type) {
    if (this.open.has(type)) return { kind: 'any' };
    this.open.add(type);
    try {
      return this.parts(type);
    } finally {
      this.open.delete(type);
    }
  }

  parts(type) {
    const nodes = [];
    for (const part of type.types) {
      const node = this.node(part);
      const same = nodes.find((other) => (node.kind === 'choice' && other.kind === 'choice') || (node.kind === 'array' && other.kind === 'array'));
      if (same?.kind === 'choice') same.values.push(...node.values);
      else if (same) same.of.push(...node.of);
      else if (!nodes.some((other) => JSON.stringify(other) === JSON.stringify(node))) nodes.push(node);
    }
    return this.simplified(nodes);
  }

  simplified(nodes) {
    if (nodes.some(({ kind }) => kind === 'any')) return { kind: 'any' };
    return nodes.length === 1 ? nodes[0] : { kind: 'union', of: nodes };
  }

  object(type) {
    const symbol = type.symbol?.name;
    const generic = (/** @type {number} */ i) => this.node(this.checker.getTypeArguments(type)[i]);
    if (this.checker.isTupleType(type)) return { kind: 'tuple', of: this.checker.getTypeArguments(type).map((item) => this.node(item)) };
    if (this.checker.isArrayType(type)) {
      const of = generic(0);
      return of.kind === 'number' ? { kind: 'array', of: ['list'] } : { kind: 'list', of };
    }
    if (ARRAYS.has(symbol)) return { kind: 'array', of: [symbol] };
    if (symbol === 'ArrayLike') {
      const of = generic(0);
      return of.kind === 'number' ? { kind: 'array', of: ['any'] } : { kind: 'list', of, like: true };
    }
    if (symbol === 'ArrayBufferView' || symbol === 'DataView') return { kind: 'any' };
    if (symbol === 'Promise') return generic(0);
    if (OPAQUE.has(symbol)) return { kind: 'opaque', name: symbol };
    const [call] = type.getCallSignatures();
    return call ? this.callback(call) : this.fields(type);
  }

  /** A function from the caller: its result is checked if it must be a number. */
  callback(call) {
    const given = call.getReturnType();
    if (given.flags & TypeFlags.Number) return { kind: 'function', gives: 'number' };
    const late = (given.isUnion() ? given.types : [given]).some(({ symbol }) => symbol?.name === 'Promise');
    return late && this.node(given).kind === 'number' ? { kind: 'function', gives: 'promise' } : { kind: 'function' };
  }

  /** An object type, described once under its own name. */
  fields(type) {
    const known = this.names.get(type);
    if (known) return { kind: 'ref', name: known };
    const symbol = symbolOf(type)?.name ?? '';
    const base = symbol.startsWith('__') || symbol === '' ? 'object' : symbol;
    const index = type.getStringIndexType();
    const others = index ?? recorded(type);
    if (type.getProperties().length === 0 && !others) return { kind: 'any' };
    let name = base;
    for (let n = 2; name in this.types; n++) name = `${base}#${n}`;
    this.names.set(type, name);
    this.types[name] = { fields: {} };
    if (symbolOf(type)?.declarations?.some(mentionsNaN)) this.telling.add(name);
    const properties = type.getProperties().map((property) => {
      const declared = this.checker.getTypeOfSymbol(property);
      const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
      return [property.name, { type: this.node(optional ? this.checker.getNonNullableType(declared) : declared), ...(optional && { optional: true }) }];
    });
    // Fields picked from a type, or listed inline, are read from whole objects too.
    const part = symbol === 'Pick' || (base === 'object' && !type.isIntersection());
    this.types[name] = { fields: Object.fromEntries(properties), ...(others && { others: this.node(others) }), ...(part && { part }) };
    return { kind: 'ref', name };
  }

  markGiven(node) {
    if (node.kind === 'ref' && !this.given.has(node.name)) {
      this.given.add(node.name);
      const { fields, others } = this.types[node.name];
      for (const { type } of Object.values(fields)) this.markGiven(type);
      if (others) this.markGiven(others);
    }
    if (node.kind === 'list') this.markGiven(node.of);
    if (node.kind === 'union' || node.kind === 'tuple') node.of.forEach((item) => this.markGiven(item));
  }
}

function symbolOf(type) {
  return type.aliasSymbol ?? type.symbol;
}

/**
 * Whether a function computes numbers from numbers, and no comment says that it returns NaN; networks and studies take measurements
 * instead.
 */
function isOfFormulas({ declaration }) {
  return /[\\/](landscape|numbers|theory)[\\/]/.test(declaration.getSourceFile().fileName) && !mentionsNaN(declaration);
}

/** The content of a record whose keys the caller chooses, such as `Readonly<Record<Name, Solution>>`. */
function recorded({ aliasSymbol, aliasTypeArguments: [of, value] = [] }) {
  if (aliasSymbol?.name === 'Record') return value;
  return aliasSymbol?.name === 'Readonly' ? recorded(of) : undefined;
}

/** Whether the comments on a declaration, or inside it, mention NaN. */
function mentionsNaN(declaration) {
  const words = ts.isFunctionDeclaration(declaration) ? ts.getJSDocCommentsAndTags(declaration) : [declaration];
  return words.some((word) => /\bNaN\b/.test(word.getFullText()));
}

/** Writes the contracts beside the compiled library. @param {import('typescript').Program} program of the library's sources */
export function writeContracts(program) {
  writeWhole(join(root, 'lib', 'dist', 'contracts.json'), `${JSON.stringify(new Reader(program).read())}\n`);
}
