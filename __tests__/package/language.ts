import { parse, type Node } from 'acorn';

/** Functions of the library that came after ES2020, by the name by which they are called on an object. */
const NEWER_MEMBERS = new Set([
  'hasOwn',
  'at',
  'replaceAll',
  'findLast',
  'toSorted',
  'toReversed',
  'groupBy',
]);

/** Functions without an object that came after it. */
const NEWER_GLOBALS = new Set(['structuredClone']);

interface Call extends Node {
  readonly callee: {
    readonly type: string;
    readonly name?: string;
    readonly property?: { readonly name?: string; readonly value?: unknown };
  };
}

/** The newer function that a node calls. */
function newerFunctionIn(node: Node): string | undefined {
  if (node.type !== 'CallExpression') return undefined;
  const { type, name, property } = (node as Call).callee;
  const member = String(property?.name ?? property?.value);
  if (type === 'MemberExpression') {
    if (NEWER_MEMBERS.has(member)) return `.${member}()`;
    return NEWER_GLOBALS.has(member) ? `${member}()` : undefined;
  }
  return type === 'Identifier' && name !== undefined && NEWER_GLOBALS.has(name) ? `${name}()` : undefined;
}

/** The node and all below it. */
function* nodesIn(node: Node): Generator<Node> {
  yield node;
  for (const value of Object.values(node).flat() as unknown[]) {
    if (value instanceof Object && 'type' in value) yield* nodesIn(value as Node);
  }
}

/**
 * What in a script or a module (`.mjs`) is newer than ES2020, the language of the oldest browsers and engines that the
 * package is for: its syntax, or a function that it calls. Each with the file and the place.
 */
export function newerThanES2020(file: string, code: string): string[] {
  const sourceType = file.endsWith('.mjs') ? 'module' : 'script';
  try {
    const found: string[] = [];
    for (const node of nodesIn(parse(code, { ecmaVersion: 2020, sourceType, locations: true }))) {
      const name = newerFunctionIn(node);
      const { line = 0, column = 0 } = node.loc?.start ?? {};
      if (name !== undefined) found.push(`${file}:${line}:${column + 1}: ${name}`);
    }
    return found;
  } catch (error) {
    if (!(error instanceof SyntaxError && 'loc' in error)) throw error;
    const { line, column } = error.loc as { readonly line: number; readonly column: number };
    return [`${file}:${line}:${column + 1}: ${error.message.replace(/ \(\d+:\d+\)$/, '')}`];
  }
}
