import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import * as main from '../../lib';

const LIB = resolve(__dirname, '../../lib');

/** From the top down: a file may import from its own layer and from those below. Types count. */
const LAYERS: readonly (readonly string[])[] = [
  ['axios-retry'],
  ['index'],
  ['compat', 'guards', 'redis'],
  ['install'],
  ['call'],
  ['log', 'options'],
  ['delay'],
  ['axios'],
  ['time'],
  ['types', 'checks'],
];

/** What a room may use of another that is not its neighbour: the guards know no more of a call than what all see. */
const CLOSED: Readonly<Record<string, readonly string[]>> = { guards: ['call', 'install', 'log'] };

/** Each guard brings along how a call asks it, or is held by it, so that a bundle without guards has none of that. */
const LINKS: Readonly<Record<string, string>> = {
  'guards/guard.ts': 'call/guard-link.ts',
  'guards/pacer.ts': 'call/holder.ts',
};

const files = readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

const roomOf = (file: string): string => (file.split('/')[0] ?? '').replace(/\.ts$/, '');

const layerOf = (room: string): number => LAYERS.findIndex((layer) => layer.includes(room));

const isClosed = (file: string, imported: string): boolean =>
  CLOSED[roomOf(file)]?.includes(roomOf(imported)) === true && LINKS[file] !== imported;

const parse = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(join(LIB, file), 'utf8'), ts.ScriptTarget.Latest);

/** The file of `lib` that a file means by a relative path. */
const meantBy = (file: string, path: string): string =>
  `${relative(LIB, resolve(LIB, dirname(file), path))}.ts`;

/** The files of `lib` that a file imports from, or exports from. */
function importsOf(file: string): string[] {
  return parse(file)
    .statements.map((statement) =>
      ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)
        ? statement.moduleSpecifier
        : undefined,
    )
    .filter((specifier) => specifier !== undefined)
    .filter(ts.isStringLiteral)
    .filter(({ text }) => text.startsWith('.'))
    .map(({ text }) => meantBy(file, text));
}

/** The names of what a file imports from another, types aside. */
const valuesFrom = (file: string, other: string): string[] =>
  parse(file)
    .statements.filter(ts.isImportDeclaration)
    .filter(
      ({ moduleSpecifier }) =>
        ts.isStringLiteral(moduleSpecifier) && meantBy(file, moduleSpecifier.text) === other,
    )
    .map(({ importClause }) => (importClause?.phaseModifier ? undefined : importClause?.namedBindings))
    .filter((bindings) => bindings !== undefined)
    .filter(ts.isNamedImports)
    .flatMap(({ elements }) => elements.filter(({ isTypeOnly }) => !isTypeOnly))
    .map(({ name }) => name.text);

describe('the layers of lib', () => {
  it.each(files)('%s has a layer, and imports only from its own and from lower ones', (file) => {
    const room = roomOf(file);
    expect(layerOf(room)).toBeGreaterThanOrEqual(0);
    for (const imported of importsOf(file)) {
      expect({ file, imported, isUpward: layerOf(roomOf(imported)) < layerOf(room) }).toEqual({
        file,
        imported,
        isUpward: false,
      });
      expect({ file, imported, isClosed: isClosed(file, imported) }).toMatchObject({
        isClosed: false,
      });
    }
  });

  it('hold no cycle, types included', () => {
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      expect(path).not.toContain(file);
      if (done.has(file)) return;
      for (const imported of importsOf(file)) visit(imported, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(done.size).toBe(files.length);
  });

  it('let the bundle of redis take nothing from the main one that this does not export', () => {
    const config = readFileSync(resolve(LIB, '../rollup.config.mjs'), 'utf8');
    const [, list = ''] = /const inMain = \[([^\]]*)\]/.exec(config) ?? [];
    const inMain = [...list.matchAll(/'(.+)'/g)].map(([, module]) => `${module}.ts`);
    const taken = files
      .filter((file) => roomOf(file) === 'redis')
      .flatMap((file) => inMain.flatMap((other) => valuesFrom(file, other)));
    expect(taken).toContain('retryBudget');
    expect(taken.filter((name) => !(name in main))).toEqual([]);
  });

  it('are those of the picture in docs/how-it-works.md', () => {
    const text = readFileSync(resolve(LIB, '../docs/how-it-works.md'), 'utf8');
    const [, picture = ''] = /```text\n(axios-retry\n[^`]*)```/.exec(text) ?? [];
    const drawn = picture.split('\n').filter((line) => /\w/.test(line));
    expect(drawn.map((line) => line.split(' · '))).toEqual(LAYERS);
  });
});
