import { File as NodeFile } from 'node:buffer';

import { expect, test } from 'vitest';

import { MOST_BYTES, nameInside, readSpecFile } from '../src/specFile';
import { trans } from './words';

const ENDINGS = '.yml,.yaml';

/** A file whose bytes can be read, which jsdom's cannot. */
function fileOf(content: string | Uint8Array, name = 'a.yml'): File {
  return new NodeFile([content], name) as unknown as File;
}

test('a file is read as text, under its own name', async () => {
  const file = fileOf('name: a\n');
  expect(await readSpecFile(file, ENDINGS, trans)).toEqual({
    name: 'a.yml',
    text: 'name: a\n',
    folder: null
  });
});

test.each([
  ['larger than 1 MiB', new Uint8Array(MOST_BYTES + 1).fill(97)],
  ['not a text file', new Uint8Array([0xff, 0xfe, 0xfd])],
  ['not a text file', new Uint8Array([97, 0, 98])],
  ['empty', new Uint8Array([32, 10])]
])('a file that is %s is refused in words', async (words, bytes) => {
  await expect(readSpecFile(fileOf(bytes), ENDINGS, trans)).rejects.toThrow(
    words
  );
});

test('a file of another kind is refused by its ending', async () => {
  await expect(
    readSpecFile(fileOf('hello', 'notes.txt'), ENDINGS, trans)
  ).rejects.toThrow('notes.txt does not describe an environment');
  const file = fileOf('name: a', 'ENV.YML');
  expect((await readSpecFile(file, ENDINGS, trans)).name).toBe('ENV.YML');
});

test.each([
  ['name: climate\ndependencies: []', 'climate'],
  ['channels: [x]\nname:   "climate"  # why\n', 'climate'],
  ["name: 'a b'\n", 'a b'],
  ['name: x # the letter\r\n', 'x'],
  ['dependencies:\n  - name: no\n', ''],
  ['', '']
])('%j calls itself %j', (text, name) => {
  expect(nameInside({ text })).toBe(name);
});
