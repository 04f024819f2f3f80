import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../markdown';
import { isRetried, type Expectations } from './expectation';
export const BODIES: Expectations = {
  'stream-upload': {
    check: ({ api }) => {
      isRetried(api, '/api/files/package.json', 'PUT');
      const file = readFileSync(join(ROOT, 'package.json'), 'utf8');
      expect(api.received('/api/files/package.json').map(({ body }) => body)).toEqual([file, file, file]);
    },
  },
  'form-upload': {
    check: ({ api }) => {
      isRetried(api, '/api/files', 'PUT');
      const file = readFileSync(join(ROOT, 'package.json'), 'utf8');
      for (const { headers, body } of api.received('/api/files')) {
        const boundary = headers['content-type']?.split('boundary=')[1];
        expect(boundary).toMatch(/^-+\w+$/);
        expect(body.startsWith(`--${boundary}\r\n`)).toBe(true);
        expect(body.endsWith(`\r\n${file}\r\n--${boundary}--\r\n`)).toBe(true);
      }
    },
  },
};
