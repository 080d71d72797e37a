import { expect, test } from 'vitest';

import type { ChangeRequest, HealthProblem } from '../src/api';
import { planOf, repairOf } from '../src/changeRequests';

function problem(repair: ChangeRequest | null): HealthProblem {
  return {
    code: 'overwritten',
    severity: 'error',
    message: 'numpy was overwritten.',
    hint: '',
    packages: [],
    details: {},
    repair
  };
}

test('repairs become one change, each package in it once', () => {
  const problems = [
    problem({ reinstall: ['numpy', 'scipy'] }),
    problem(null),
    problem({ reinstall: ['numpy'], remove: ['old'], layers: { torch: 'pip' } })
  ];
  expect(repairOf(problems)).toEqual({
    reinstall: ['numpy', 'scipy'],
    remove: ['old'],
    layers: { torch: 'pip' }
  });
});

test('what one repair takes away, another does not put back', () => {
  const problems = [
    problem({ reinstall: ['numpy', 'tool'] }),
    problem({ reinstall: ['numpy'], remove: ['tool'] })
  ];
  expect(repairOf(problems)).toEqual({
    reinstall: ['numpy'],
    remove: ['tool']
  });
});

test('one repair that updates everything updates everything', () => {
  const problems = [problem({ update: ['a'] }), problem({ update: 'all' })];
  expect(repairOf(problems)).toEqual({ update: 'all' });
});

test('a change is planned for its environment', () => {
  expect(planOf('analysis', { rename: 'study' })).toEqual({
    environment: 'analysis',
    rename: 'study'
  });
});
