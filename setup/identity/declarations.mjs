// A module as its top-level declarations, printed from the syntax tree: without types, imports, comments, layout and words.
import ts from 'typescript';

/**
 * Calls that only report progress: their words, and how they report, cannot change a number.
 * @type {ReadonlySet<string>}
 */
const TELLING = new Set(['labelled', 'onProgress']);

/** Modifiers without a trace in compiled code. @type {readonly (keyof typeof ts.SyntaxKind)[]} */
const MODIFIERS = [
  'AbstractKeyword', 'DeclareKeyword', 'ExportKeyword', 'OverrideKeyword',
  'PrivateKeyword', 'ProtectedKeyword', 'PublicKeyword', 'ReadonlyKeyword',
];

/**
 * One top-level statement: a function, a class, or constants that are declared together.
 * @typedef {object} Declaration
 * @property {string} text its tokens, each after a space
 * @property {ReadonlySet<string>} mentions every name in it that could mean another declaration
 */

/**
 * Where a name of another module comes from; `name` is `*` for the module as a whole.
 * @typedef {object} Source
 * @property {string} from as written, such as `../base/random` or `pure-rand`
 * @property {string} name its name there
 */

/**
 * @typedef {object} Module
 * @property {ReadonlyMap<string, Declaration>} declarations by name; a statement that declares several names occurs under each
 * @property {readonly Declaration[]} effects top-level statements that declare nothing
 * @property {ReadonlyMap<string, Source>} imports by the name that they have in this module
 * @property {ReadonlyMap<string, string>} exports own declarations by the name that they have outside
 * @property {ReadonlyMap<string, Source>} passedOn what is exported from elsewhere, by the name that it has outside
 * @property {readonly string[]} passedOnWhole modules whose every name is exported
 */

/** @param {string} source TypeScript @returns {Module} */
export function moduleOf(source) {
  const file = ts.createSourceFile('module.ts', source, ts.ScriptTarget.ESNext, true);
  const module = { declarations: new Map(), effects: [], imports: new Map(), exports: new Map(), passedOn: new Map(), passedOnWhole: [] };
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement)) addImports(module.imports, statement);
    else if (ts.isExportDeclaration(statement)) addExports(module, statement);
    else if (!isType(statement)) addStatement(module, statement, file);
  }
  return module;
}

/** @param {Map<string, Source>} imports @param {ts.ImportDeclaration} statement */
function addImports(imports, { importClause, moduleSpecifier }) {
  const from = /** @type {ts.StringLiteral} */ (moduleSpecifier).text;
  if (importClause?.name) imports.set(importClause.name.text, { from, name: 'default' });
  const bindings = importClause?.namedBindings;
  if (bindings && ts.isNamespaceImport(bindings)) imports.set(bindings.name.text, { from, name: '*' });
  else bindings?.elements.forEach(({ name, propertyName }) => imports.set(name.text, { from, name: (propertyName ?? name).text }));
}

/**
 * @param {{exports: Map<string, string>, passedOn: Map<string, Source>, passedOnWhole: string[]}} module
 * @param {ts.ExportDeclaration} statement
 */
function addExports(module, { exportClause, isTypeOnly, moduleSpecifier }) {
  if (isTypeOnly) return;
  const from = moduleSpecifier && /** @type {ts.StringLiteral} */ (moduleSpecifier).text;
  if (from !== undefined && exportClause === undefined) module.passedOnWhole.push(from);
  else if (from !== undefined && ts.isNamespaceExport(exportClause)) module.passedOn.set(exportClause.name.text, { from, name: '*' });
  else {
    for (const { name, propertyName } of exportClause.elements) {
      const own = (propertyName ?? name).text;
      if (from === undefined) module.exports.set(name.text, own);
      else module.passedOn.set(name.text, { from, name: own });
    }
  }
}

/**
 * @param {{declarations: Map<string, Declaration>, effects: Declaration[], exports: Map<string, string>}} module
 * @param {ts.Statement} statement
 * @param {ts.SourceFile} file
 */
function addStatement(module, statement, file) {
  /** @type {string[]} */
  const tokens = [];
  /** @type {Set<string>} */
  const mentions = new Set();
  print(statement, file, tokens, mentions);
  const declaration = { text: tokens.join(' '), mentions };
  const names = namesOf(statement);
  if (names.length === 0) module.effects.push(declaration);
  for (const name of names) {
    module.declarations.set(name, declaration);
    module.exports.set(name, name);
  }
}

/** The names that a top-level statement declares. @param {ts.Statement} statement @returns {string[]} */
function namesOf(statement) {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(({ name }) => namesIn(name));
  return statement.name ? [statement.name.text] : [];
}

/** @param {ts.BindingName} name @returns {string[]} */
function namesIn(name) {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : namesIn(element.name)));
}

/** @param {ts.Node} node @param {ts.SourceFile} file @param {string[]} tokens @param {Set<string>} mentions */
function print(node, file, tokens, mentions) {
  // An error ends a measurement: the place of the throw counts, its message does not.
  if (ts.isThrowStatement(node)) return void tokens.push('throw');
  if (ts.isIdentifier(node)) {
    tokens.push(node.text);
    if (!isMember(node) && !TELLING.has(node.text)) mentions.add(node.text);
    return;
  }
  if (ts.isNumericLiteral(node)) return void tokens.push(node.text);
  if (ts.isStringLiteral(node)) return void tokens.push(JSON.stringify(node.text));
  if (ts.isToken(node)) return void tokens.push(node.getText(file));
  for (const part of partsOf(node, file)) print(part, file, tokens, mentions);
}

/**
 * The parts of a node that count: no types, no last comma, and no calls that only report progress.
 * @param {ts.Node} node
 * @param {ts.SourceFile} file
 * @returns {readonly ts.Node[]}
 */
function partsOf(node, file) {
  if (isCast(node) || isParenthesisOfCast(node)) return [node.expression];
  const parts = node.getChildren(file).filter((part) => !isType(part));
  if (isKind(node, 'SyntaxList')) return isKind(parts.at(-1), 'CommaToken') ? parts.slice(0, -1) : parts;
  const isGeneric = Boolean(node.typeArguments ?? node.typeParameters);
  const [from, to] = ['LessThanToken', 'GreaterThanToken'].map((kind) => (isGeneric ? parts.findIndex((part) => isKind(part, kind)) : -1));
  const counting = parts.filter((part, i) => (i < from || i > to) && !isOfType(part, node));
  if (!isTelling(node)) return counting;
  return counting.flatMap((part) => (isKind(part, 'SyntaxList') ? node.arguments.filter((argument) => !isWords(argument)) : [part]));
}

/** @param {ts.Node | undefined} node @param {...keyof typeof ts.SyntaxKind} kinds */
function isKind(node, ...kinds) {
  return kinds.some((kind) => node?.kind === ts.SyntaxKind[kind]);
}

/** @param {ts.Node} node @returns {node is ts.CallExpression} */
function isTelling(node) {
  return ts.isCallExpression(node) && TELLING.has(node.expression.name?.text ?? node.expression.text);
}

/** @param {ts.Node} node @returns {node is ts.AsExpression | ts.SatisfiesExpression | ts.NonNullExpression} */
function isCast(node) {
  return ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isNonNullExpression(node);
}

/** Whether parentheses only enclose a cast, not an operator. @param {ts.Node} node */
function isParenthesisOfCast(node) {
  return ts.isParenthesizedExpression(node) && isCast(node.expression) && ts.isLeftHandSideExpression(node.expression.expression);
}

/** Whether a node only serves the type checker, or readers. @param {ts.Node} node */
function isType(node) {
  if (ts.isExpressionWithTypeArguments(node)) return false;
  if (ts.isHeritageClause(node)) return node.token === ts.SyntaxKind.ImplementsKeyword;
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node)) return node.body === undefined;
  return ts.isJSDoc(node) || ts.isTypeNode(node) || isKind(node, 'InterfaceDeclaration', 'TypeAliasDeclaration', ...MODIFIERS);
}

/** Whether a token announces a type: the colon before it, or the mark of an optional part. @param {ts.Node} part @param {ts.Node} node */
function isOfType(part, node) {
  const mayBeAbsent = isKind(node, 'Parameter', 'VariableDeclaration', 'PropertyDeclaration');
  if (isKind(part, 'ExclamationToken', 'QuestionToken')) return mayBeAbsent;
  return isKind(part, 'ColonToken') && (mayBeAbsent || ts.isFunctionLike(node));
}

/** @param {ts.Node} node */
function isWords(node) {
  return isKind(node, 'StringLiteral', 'TemplateExpression', 'NoSubstitutionTemplateLiteral', 'ObjectLiteralExpression');
}

/** Whether an identifier names a member rather than a declaration. @param {ts.Identifier} node */
function isMember(node) {
  const { parent } = node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) || ts.isClassElement(parent)) && parent.name === node;
}
