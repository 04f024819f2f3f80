import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './markdown';

/** A program that holds the plugin and the snippets, and what the compiler has to say about the latter. */
export interface Compiled {
  readonly program: ts.Program;
  readonly errors: readonly string[];
}

/** Compiles snippets as if each were a file beside this one, all in one go, against `lib` and the real packages. */
export function compile(snippets: ReadonlyMap<string, string>, overrides: ts.CompilerOptions = {}): Compiled {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const files = new Map([...snippets].map(([name, code]) => [join(__dirname, `${name}.snippet.ts`), code]));
  const settings: ts.CompilerOptions = {
    ...options,
    paths: {
      'axios-backoff': [join(ROOT, 'lib/index.ts')],
      'axios-backoff/axios-retry': [join(ROOT, 'lib/axios-retry.ts')],
      'axios-backoff/redis': [join(ROOT, 'lib/redis.ts')],
      nock: [join(ROOT, 'node_modules/nock14')],
    },
    // A snippet may show how to get something, and not what is done with it.
    noUnusedLocals: false,
    noUnusedParameters: false,
    ...overrides,
  };
  const disk = ts.createCompilerHost(settings);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (file) => files.has(file) || disk.fileExists(file),
    readFile: (file) => files.get(file) ?? disk.readFile(file),
    getSourceFile: (file, version, ...rest) => {
      const code = files.get(file);
      return code === undefined
        ? disk.getSourceFile(file, version, ...rest)
        : ts.createSourceFile(file, code, version);
    },
  };
  const program = ts.createProgram([...files.keys()], settings, host);
  const errors = ts
    .getPreEmitDiagnostics(program)
    .map(({ file, start = 0, messageText }) =>
      [
        file?.fileName.slice(__dirname.length + 1),
        file && file.getLineAndCharacterOfPosition(start).line + 1,
        ts.flattenDiagnosticMessageText(messageText, '\n'),
      ].join(': '),
    );
  return { program, errors };
}

/** A type that `lib/types.ts` or another file of `lib` exports, with the checker that can read it. */
function typeOf(program: ts.Program, file: string, name: string): ts.Type {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(join(ROOT, 'lib', file));
  const module = source && checker.getSymbolAtLocation(source);
  const symbol = module && checker.getExportsOfModule(module).find((found) => found.getName() === name);
  if (!symbol) throw new Error(`lib/${file} exports no ${name}`);
  return checker.getDeclaredTypeOfSymbol(symbol);
}

/** The properties of an interface. */
export const propertiesOf = (program: ts.Program, file: string, name: string): string[] =>
  typeOf(program, file, name)
    .getProperties()
    .map((property) => property.getName());

/** The members of a union of string literals. */
export function literalsOf(program: ts.Program, file: string, name: string): string[] {
  const type = typeOf(program, file, name);
  return (type.isUnion() ? type.types : [type]).flatMap((member) =>
    member.isStringLiteral() ? [member.value] : [],
  );
}
