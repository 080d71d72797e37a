/**
 * Writes `src/api.ts`: the structs of `jupyter_envmgr/models.py`, read from the OpenAPI document.
 *
 *     npm run api [-- --check] [document]
 *
 * With `--check` nothing is written; the exit status is 1 when the file is stale. What the server
 * answers carries every field, so fields are optional only in what the browser sends (`*Request`).
 */
import { readFile, writeFile } from 'node:fs/promises';

import { compile } from 'json-schema-to-typescript';
import { format, resolveConfig } from 'prettier';

const target = new URL('../src/api.ts', import.meta.url);
const words = process.argv.slice(2);
const check = words.includes('--check');
const document =
  words.find(word => !word.startsWith('--')) ??
  new URL('../../docs/openapi.json', import.meta.url);

/** A remark that the generator adds to each interface; it names only the wrapper made here. */
const REFERENCE =
  /(?: \*\s*\n)? \* This interface was referenced by[^\n]*\n \* via the `definition`[^\n]*\n/g;

const fresh = await render(
  JSON.parse(await readFile(document, 'utf8')).components.schemas
);
const present = await readFile(target, 'utf8').catch(() => '');
if (check && fresh !== present) {
  console.error('src/api.ts is stale: run "npm run api" and commit it.');
  process.exitCode = 1;
} else if (!check) {
  await writeFile(target, fresh);
}

async function render(schemas) {
  const definitions = Object.fromEntries(
    Object.keys(schemas)
      .sort()
      .map(name => [name, prepare(name, schemas[name])])
  );
  const source = await compile(
    { title: 'Api', type: 'object', additionalProperties: false, definitions },
    'Api',
    {
      additionalProperties: false,
      bannerComment:
        '/* Generated from docs/openapi.json by `npm run api`. Do not edit. */',
      format: false,
      unreachableDefinitions: true
    }
  );
  const options = await resolveConfig(target);
  const tidy = source
    .replace(/export interface Api \{\s*\}\n/, '')
    .replace(REFERENCE, '')
    .replace(/(?: \*[ \t]*\n)+(?= \*\/)/g, '')
    .replace(/\/\*\*\s*\*\/\n/g, '');
  return format(tidy, { ...options, parser: 'typescript' });
}

/** One schema as json-schema-to-typescript wants it. */
function prepare(name, schema) {
  const text = JSON.stringify(schema)
    .replaceAll('#/components/schemas/', '#/definitions/')
    .replaceAll(/"#\/\$defs\//g, '"#/definitions/');
  const ready = JSON.parse(text, (key, value) => {
    // A title on a property would become a type of its own.
    if (key === 'title' && typeof value === 'string') return undefined;
    const free = value?.type === 'object' && !value.properties;
    return free ? { additionalProperties: true, ...value } : value;
  });
  ready.title = name;
  if (ready.properties && !name.endsWith('Request')) {
    ready.required = Object.keys(ready.properties);
  }
  return ready;
}
