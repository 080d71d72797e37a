import { expect, test } from 'vitest';

import { acceptedEndings } from '../src/formats';
import { environmentOf, kernelOf } from '../src/kernels';
import { environment, FORMATS } from '../ui-tests/samples';

const environments = [environment(), environment({ name: 'geo' })];

function kernel(part: object) {
  return {
    state: 'running' as const,
    id: 'k1',
    name: 'python3',
    displayName: 'Python 3',
    environment: null,
    prefix: null,
    ...part
  };
}

test.each([
  ['its kernel', { name: 'conda-env-geo-py' }],
  ['its prefix', { name: 'mine', prefix: '/opt/conda/envs/geo' }],
  ['its name', { name: 'mine', environment: 'geo' }]
])('a kernel is in an environment by %s', (_, part) => {
  expect(environmentOf(kernel(part), environments)?.name).toBe('geo');
});

test('a kernel of Jupyter itself is in none', () => {
  expect(environmentOf(kernel({}), environments)).toBeNull();
  expect(environmentOf(kernel({ name: null }), environments)).toBeNull();
  expect(environmentOf(null, environments)).toBeNull();
});

test('a notebook is opened with Python where there are several kernels', () => {
  const kernels = ['conda-env-x-r', 'conda-env-x-py'];
  expect(kernelOf(environment({ kernels }))).toBe('conda-env-x-py');
  expect(kernelOf(environment({ kernels: ['conda-env-x-r'] }))).toBe(
    'conda-env-x-r'
  );
  expect(kernelOf(environment({ kernels: [] }))).toBeNull();
});

test('files are accepted by the endings that the server reads', () => {
  expect(acceptedEndings([])).toBe('.yml,.yaml,.txt');
  const lock = { ...FORMATS[0], id: 'lock', filename: 'pixi.lock' };
  expect(acceptedEndings([...FORMATS, lock])).toBe('.yml,.yaml,.txt,.lock');
  expect(acceptedEndings([{ ...lock, reads: false }])).toBe('.yml,.yaml,.txt');
});
