import type { Mutant } from './mutants';
import { judge as judgeWith, type Explained, type Verdict } from './verdict';

const judge = (mutants: readonly Mutant[], explained: readonly Explained[], isPart = false): Verdict =>
  judgeWith(mutants, explained, { isPart });

const mutant = (file: string, status: Mutant['status'], line = 1): Mutant => ({
  file,
  range: `${file}:${line}:0-${line}:9`,
  line,
  mutator: 'ConditionalExpression',
  from: 'a > b',
  to: 'true',
  status,
});

const many = (count: number, file: string, status: Mutant['status']): Mutant[] =>
  Array.from({ length: count }, () => mutant(file, status));

const entry = {
  file: 'lib/call/loop.ts',
  mutator: 'ConditionalExpression',
  from: 'a > b',
  to: 'true',
  why: 'same',
};

it.each([
  ['lib/guards/budget.ts', 85, 15, true],
  ['lib/guards/budget.ts', 84, 16, false],
  ['lib/guards/pacer/queue.ts', 84, 16, false],
  ['lib/install.ts', 84, 16, false],
])('of the mutants of %s it is enough (%p found, %p not): %p', (file, found, missed, isGood) => {
  const mutants = [...many(found, file, 'Killed'), ...many(missed, file, 'Survived')];
  expect(judge(mutants, []).isGood).toBe(isGood);
});

it('counts a mutant that hangs as found, one that no test runs as not, and no other', () => {
  const mutants = (['Timeout', 'NoCoverage', 'Ignored', 'CompileError', 'RuntimeError'] as const).map(
    (status) => mutant('lib/guards/budget.ts', status),
  );
  expect(judge(mutants, []).report).toMatch(/lib\/guards +│ +2 │ +1 │ +50\.0 %/);
});

describe('in a folder whose survivors have to be explained', () => {
  const found = many(99, 'lib/call/loop.ts', 'Killed');
  const survivor = mutant('lib/call/loop.ts', 'Survived', 7);

  it('one that is not explained fails, and is shown', () => {
    const { isGood, report } = judge([...found, survivor], []);
    expect(isGood).toBe(false);
    expect(report).toContain('lib/call/loop.ts:7 ConditionalExpression\n  - a > b\n  + true');
  });

  it('one that is explained does not, on whatever line it is', () => {
    const { isGood, report } = judge([...found, survivor], [entry]);
    expect(isGood).toBe(true);
    expect(report).not.toContain('loop.ts:7');
  });

  it.each(['file', 'mutator', 'from', 'to'] as const)('an entry for another %s explains nothing', (name) => {
    expect(judge([...found, survivor], [{ ...entry, [name]: 'another' }]).isGood).toBe(false);
  });

  it('too many fail, even explained, but not where only some files were tried', () => {
    const mutants = [...many(91, 'lib/call/loop.ts', 'Killed'), ...many(9, 'lib/call/loop.ts', 'Survived')];
    expect(judge(mutants, [entry]).isGood).toBe(false);
    expect(judge(mutants, [entry], true).isGood).toBe(true);
    expect(judge(mutants, [], true).isGood).toBe(false);
  });

  it('an explanation is reported that a test has made needless', () => {
    expect(judge(found, [entry]).report).toContain('take it out of survivors.json');
    expect(judge(many(1, 'lib/call/decide.ts', 'Killed'), [entry]).report).not.toContain('take it out');
  });
});
