import { expect, test } from 'vitest';

import { byWeight, describeCost, describeCounts } from '../src/plans';
import { change, plan } from '../ui-tests/planSamples';
import { trans } from './words';

test('changes are counted by what they do, in words', () => {
  const changes = [
    change({ action: 'remove' }),
    change(),
    change({ action: 'rebuild' }),
    change(),
    change({ action: 'reinstall' }),
    change({ action: 'downgrade' }),
    change({ action: 'upgrade' })
  ];
  expect(describeCounts(changes, trans)).toBe(
    '2 added, 1 upgraded, 1 downgraded, 1 rebuilt, 1 reinstalled, 1 removed'
  );
  expect(describeCounts([], trans)).toBe('');
});

test.each([
  [12e6, 40e6, '12 MB to download · about 40 MB more on disk'],
  [0, -3e6, 'Nothing to download · about 3 MB less on disk'],
  [500, 0, '500 B to download']
])('%i bytes to fetch and %i on disk read “%s”', (fetch, disk, sentence) => {
  const costs = { download_bytes: fetch, disk_bytes: disk, pip: [] };
  expect(describeCost(plan(costs), trans)).toBe(sentence);
});

test.each([
  [0, 1, '1 package of unknown size to download'],
  [0, 2, '2 packages of unknown size to download'],
  [12e6, 1, '12 MB to download, and 1 package of unknown size'],
  [12e6, 2, '12 MB to download, and 2 packages of unknown size']
])('%i bytes and %i of unknown size read “%s”', (fetch, unknown, sentence) => {
  const pip = [
    ...Array.from({ length: unknown }, () => change({ size: null })),
    change({ size: null, fetch: false })
  ];
  const costs = { download_bytes: fetch, disk_bytes: 0, conda: [], pip };
  expect(describeCost(plan(costs), trans)).toBe(sentence);
});

test('what was asked for comes first, then what goes, then the rest by name', () => {
  const changes = [
    change({ name: 'b' }),
    change({ name: 'a' }),
    change({ name: 'up', action: 'upgrade' }),
    change({ name: 'gone', action: 'remove' }),
    change({ name: 'wanted', requested: true })
  ];
  expect(byWeight(changes).map(({ name }) => name)).toEqual([
    'wanted',
    'gone',
    'up',
    'a',
    'b'
  ]);
});
