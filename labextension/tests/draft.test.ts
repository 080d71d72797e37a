import { expect, test } from 'vitest';

import { EMPTY_DRAFT, fromRequest, toRequest } from '../src/draft';

test('a draft survives the way to the server and back', () => {
  const draft = {
    ...EMPTY_DRAFT,
    name: 'fresh',
    packages: 'python=3.12 "numpy >=1.26,<2"',
    pip: 'tinytool',
    channels: 'conda-forge',
    kernel: false
  };
  expect(fromRequest(toRequest(draft))).toEqual(draft);
});

test('with a file, what was typed as packages is not sent', () => {
  const file = { name: 'a.yml', text: 'dependencies: []', folder: null };
  const draft = { ...EMPTY_DRAFT, name: 'a', packages: 'python', file };
  expect(toRequest(draft)).toEqual({ name: 'a', kernel: true, file });
});

test('a clone is no draft', () => {
  expect(fromRequest({ name: 'a', clone: 'b' })).toBeNull();
});
