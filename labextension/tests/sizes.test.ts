import { expect, test } from 'vitest';

import { formatBytes, formatShare } from '../src/sizes';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1 kB'],
  [1_234, '1.2 kB'],
  [9_960, '10 kB'],
  [12_345_678, '12 MB'],
  [2_345_678_901, '2.3 GB'],
  [5e15, '5000 TB']
])('%d bytes read %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('a share is told in the unit of the whole', () => {
  expect(formatShare(500_000, 40_000_000)).toEqual(['0.5', '40 MB']);
});
