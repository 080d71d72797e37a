import { expect, test } from 'vitest';

import { checkName, freeName } from '../src/names';
import { trans } from './words';

test.each(['a', 'analysis', 'py3.12', '1st_try-x', 'A'.repeat(100)])(
  '%j is a name',
  name => {
    expect(checkName(name, [], trans)).toBe('');
  }
);

test.each([
  '',
  'a b',
  'a/b',
  '../a',
  '.hidden',
  '-x',
  '_x',
  'né',
  '名',
  'base',
  'root',
  'A'.repeat(101)
])('%j is no name', name => {
  expect(checkName(name, [], trans)).not.toBe('');
});

test('a name that is taken is no name for a new environment', () => {
  expect(checkName('geo', ['geo'], trans)).toContain('already');
});

test('a free name counts on from two', () => {
  expect(freeName('geo', ['geo', 'geo-2'])).toBe('geo-3');
});
