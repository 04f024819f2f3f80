import { markdownReport, withReport } from '../../../demo/compare/report';

const ROWS = [
  ['', 'axios-backoff', 'own loop'],
  ['size', '17 kB', '0.33 kB'],
];

const REPORT = markdownReport(ROWS, new Date('2031-02-03T23:59:00Z'));

it('the report is a table with the date and the versions below it', () => {
  expect(REPORT).toMatch(
    new RegExp(
      '^\\| {6}\\| axios-backoff \\| own loop \\|\\n(?:\\|.*\\n){2}\\n' +
        'Run on 3 February 2031 with axios [\\d.]+, axios-backoff [\\d.]+, axios-retry [\\d.]+, retry-axios [\\d.]+\\.\\n$',
    ),
  );
});

describe('a document', () => {
  it.each([
    ['has only the mark', '# It\n\n<!-- compare -->\n\nWhat follows.\n'],
    [
      'has an older table',
      `# It\n\n<!-- compare -->\n\n| a |\n| - |\n\nRun on 1 May 2030.\n\nWhat follows.\n`,
    ],
    ['has the same table', `# It\n\n<!-- compare -->\n\n${REPORT}\nWhat follows.\n`],
  ])('gets the report after its mark, and once, when it %s', (_what, document) => {
    expect(withReport(document, REPORT)).toBe(`# It\n\n<!-- compare -->\n\n${REPORT}\nWhat follows.\n`);
  });

  it('may end with it', () => {
    expect(withReport('<!-- compare -->\n', REPORT)).toBe(`<!-- compare -->\n\n${REPORT}`);
  });

  it('without the mark is left alone', () => {
    expect(withReport('# It\n\n| a |\n| - |\n', REPORT)).toBeUndefined();
  });
});
