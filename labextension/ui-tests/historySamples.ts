import type {
  RemovedEnvironment,
  Revision,
  RevisionDiff,
  RevisionList
} from '../src/api';
import { change } from './planSamples';

/** Answers about history as the structs of `jupyter_envmgr/models.py` give them. */
export function revision(part: Partial<Revision> = {}): Revision {
  return {
    id: 'r1',
    when: '2026-11-18T09:30:00Z',
    title: 'Create analysis',
    door: 'panel',
    state: 'kept',
    parent: null,
    changes: [],
    request: null,
    size: part.state === 'kept' || !part.state ? 120_000_000 : null,
    ...part
  };
}

const scipy = change({ name: 'scipy', after: '1.14.1', requested: true });
const pandas = change({
  name: 'pandas',
  action: 'upgrade',
  before: '2.2.0',
  after: '2.3.1',
  requested: true
});
const tool = change({
  name: 'tinytool',
  layer: 'pip',
  action: 'remove',
  before: '0.3',
  after: null
});

/** Four states, the first one of which is not kept any more. */
export const HISTORY: RevisionList = {
  environment: 'analysis',
  revisions: [
    revision({
      id: 'r4',
      when: '2026-11-21T07:58:00Z',
      title: 'Install scipy in analysis',
      state: 'current',
      parent: 'r3',
      changes: [
        scipy,
        change({ name: 'libgfortran' }),
        change({ name: 'libopenblas' })
      ]
    }),
    revision({
      id: 'r3',
      when: '2026-11-20T16:12:00Z',
      title: 'Changed outside of jupyter_envmgr',
      door: 'outside',
      parent: 'r2',
      changes: [pandas, tool],
      size: 48_300_000
    }),
    revision({
      id: 'r2',
      when: '2026-11-19T11:04:00Z',
      title: 'Install pandas, tinytool in analysis',
      door: 'magic',
      parent: 'r1',
      changes: [change({ name: 'pandas', after: '2.2.0' })],
      size: 312_000_000
    }),
    revision({ state: 'gone', door: 'cli' })
  ],
  undo: 'r3',
  size: 420_000_000
};

export function diff(part: Partial<RevisionDiff> = {}): RevisionDiff {
  const gone = { action: 'remove', after: null, fetch: false } as const;
  return {
    before: 'r4',
    after: 'r3',
    changes: [
      { ...scipy, ...gone, before: '1.14.1' },
      change({ name: 'libgfortran', ...gone, before: '14.2.0' }),
      change({ name: 'libopenblas', ...gone, before: '0.3.28' }),
      change({
        name: 'tinytool',
        layer: 'pip',
        after: '0.3',
        fetch: false,
        requested: true
      })
    ],
    ...part
  };
}

export const REMOVED: RemovedEnvironment[] = [
  {
    name: 'old-study',
    prefix: '/opt/conda/envs/old-study',
    removed: '2026-11-21T07:40:00Z',
    revision: 'x1',
    size: 1_230_000_000
  },
  {
    name: 'text-mining-experiments-2025-with-a-long-name',
    prefix: '/opt/conda/envs/text-mining-experiments-2025-with-a-long-name',
    removed: '2026-11-19T07:40:00Z',
    revision: 'x2',
    size: 48_300_000
  }
];
