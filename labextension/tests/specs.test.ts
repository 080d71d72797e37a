import { describe, expect, test } from 'vitest';

import { splitSpecs, UnclosedError, wordAt } from '../src/specs';

describe('splitSpecs', () => {
  test.each([
    ['', []],
    ['python=3.12 pandas', ['python=3.12', 'pandas']],
    ['python=3.12,pandas, scipy', ['python=3.12', 'pandas', 'scipy']],
    ['a\n  b\tc', ['a', 'b', 'c']],
    ['numpy>=1.26,<2 pandas', ['numpy>=1.26,<2', 'pandas']],
    ['numpy >=1.26,<2', ['numpy >=1.26,<2']],
    ['numpy >= 1.26, < 2', ['numpy >=1.26,<2']],
    ['"numpy >=1.26,<2" pandas', ['numpy >=1.26,<2', 'pandas']],
    ["'numpy 1.26.*' pandas", ['numpy 1.26.*', 'pandas']],
    ['python=3.11,3.12', ['python=3.11,3.12']],
    ['pandas,7zip', ['pandas', '7zip']],
    [
      "conda-forge::numpy[version='>=1.26,<2', build=py*] pandas",
      ["conda-forge::numpy[version='>=1.26,<2', build=py*]", 'pandas']
    ],
    ['dask[complete]>=2024 requests', ['dask[complete]>=2024', 'requests']]
  ])('%j is understood as %j', (text, specs) => {
    expect(splitSpecs(text)).toEqual(specs);
  });

  test.each([
    'conda install torch numpy',
    'mamba install torch numpy',
    'pip install torch numpy',
    '!pip install torch numpy',
    '%pip install torch numpy',
    '$ conda  install torch numpy',
    'python -m pip install torch numpy',
    'uv pip install torch numpy'
  ])('%j is understood without its command', text => {
    expect(splitSpecs(text)).toEqual(['torch', 'numpy']);
  });

  test.each([
    ['pip', ['pip']],
    ['pip pandas', ['pip', 'pandas']],
    ['conda install', ['conda', 'install']],
    ['pandas pip install', ['pandas', 'pip', 'install']]
  ])('%j is no command with packages', (text, specs) => {
    expect(splitSpecs(text)).toEqual(specs);
  });

  test.each(['"numpy', "a 'b", 'dask[complete'])(
    '%j is left open, and said to be',
    text => {
      expect(() => splitSpecs(text)).toThrow(UnclosedError);
    }
  );
});

describe('wordAt', () => {
  test('the word ends where a blank, a comma or a quote stands', () => {
    expect(wordAt('python pand,"x', 11)).toEqual({
      word: 'pand',
      start: 7,
      end: 11
    });
  });

  test('a position inside of a word gives the whole word', () => {
    expect(wordAt('python pandas', 9).word).toBe('pandas');
  });

  test('between words there is none', () => {
    expect(wordAt('python  pandas', 7).word).toBe('');
  });
});
