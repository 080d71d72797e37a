import type { ReadonlyJSONObject } from '@lumino/coreutils';

const NAMES: ReadonlyJSONObject = { type: 'array', items: { type: 'string' } };

/** What a request for a plan holds, as JSON schema; see `PlanRequest`. */
export const PLAN_ARGS: { args: ReadonlyJSONObject } = {
  args: {
    type: 'object',
    required: ['environment'],
    properties: {
      environment: {
        type: 'string',
        description:
          'Its name; it is created where there is none of this name, and changed otherwise.'
      },
      packages: { ...NAMES, description: 'What a new environment shall hold.' },
      python: { type: ['string', 'null'] },
      kernel: {
        type: 'boolean',
        description: 'Whether a new environment shall run notebooks.'
      },
      install: NAMES,
      remove: NAMES,
      update: { oneOf: [NAMES, { const: 'all' }] },
      reinstall: NAMES,
      rename: { type: ['string', 'null'] },
      pip: NAMES,
      channels: NAMES,
      file: {
        type: ['object', 'null'],
        properties: {
          name: { type: 'string' },
          text: { type: 'string' },
          folder: { type: ['string', 'null'] }
        }
      },
      layers: {
        type: 'object',
        additionalProperties: { enum: ['conda', 'pip'] }
      }
    }
  }
};
