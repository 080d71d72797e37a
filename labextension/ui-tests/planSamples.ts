import type { Change, Health, Notice, Plan } from '../src/api';

/** Answers about plans and health as the structs of `jupyter_envmgr/models.py` give them. */
export function change(part: Partial<Change> = {}): Change {
  const layer = part.layer ?? 'conda';
  return {
    name: 'numpy',
    layer,
    action: 'install',
    before: null,
    after: '2.1.0',
    build_before: '',
    build_after: layer === 'conda' ? 'py312h1234_0' : '',
    channel: layer === 'conda' ? 'conda-forge' : 'pypi',
    requested: false,
    size: 8_123_456,
    fetch: true,
    ...part
  };
}

export const MOVED: Notice = {
  code: 'moved-to-conda',
  severity: 'info',
  message:
    'torch is pytorch on conda-forge, so conda installs it. pip would not know which libraries conda has.',
  packages: ['torch'],
  alternatives: [{ title: 'Keep torch on pip', layers: { torch: 'pip' } }]
};

export const PUT_BACK: Notice = {
  code: 'pip-put-back',
  severity: 'warning',
  message:
    'This conda change touches numpy: 2 pip packages are put back on top of it.',
  packages: ['numpy', 'tinytool', 'humanize'],
  alternatives: []
};

export const KEPT: Notice = {
  code: 'kept',
  severity: 'info',
  message: 'numpy is there already, and will be kept as asked for.',
  packages: ['numpy'],
  alternatives: []
};

export function plan(part: Partial<Plan> = {}): Plan {
  const environment = part.request?.environment ?? 'analysis';
  return {
    id: 'plan-1',
    environment,
    action: 'change',
    title: `Change ${environment}`,
    conda: CONDA,
    pip: PIP,
    notices: [MOVED, PUT_BACK],
    download_bytes: 48_300_000,
    disk_bytes: 112_000_000,
    request: { environment },
    ...part
  };
}

const CONDA: Change[] = [
  change({
    name: 'pytorch',
    after: '2.5.1',
    requested: true,
    size: 37_400_000
  }),
  change({
    name: 'numpy',
    action: 'upgrade',
    before: '1.26.4',
    requested: true
  }),
  change({
    name: 'libblas',
    action: 'rebuild',
    before: '3.9.0',
    after: '3.9.0',
    build_before: '20_openblas',
    build_after: '25_mkl',
    size: 15_000,
    fetch: false
  }),
  change({
    name: 'mkl',
    action: 'downgrade',
    before: '2025.0',
    after: '2024.2'
  }),
  change({
    name: 'libopenblas',
    action: 'remove',
    before: '0.3.28',
    after: null,
    channel: '',
    size: null,
    fetch: false
  }),
  ...Array.from({ length: 12 }, (_, at) =>
    change({
      name: `libtorch-part-${String(at).padStart(2, '0')}`,
      after: `1.${at}`,
      size: 120_000
    })
  )
];

const PIP: Change[] = [
  change({
    name: 'some-pypi-thing',
    layer: 'pip',
    after: '1.4',
    requested: true,
    size: 34_000
  }),
  change({
    name: 'tinytool',
    layer: 'pip',
    action: 'reinstall',
    before: '0.3',
    after: '0.3',
    size: 4_321,
    fetch: false
  })
];

export const ILL: Health = {
  deep: false,
  problems: [
    {
      code: 'overwritten',
      severity: 'error',
      message:
        'numpy 2.1.0 of conda was overwritten by pip with numpy 1.26.0: 812 of its files are not conda’s any more.',
      hint: 'Repair brings conda’s numpy back, and takes pip’s away.',
      packages: ['numpy'],
      details: {},
      repair: { reinstall: ['numpy'] }
    },
    {
      code: 'unmet',
      severity: 'warning',
      message: 'tinytool 0.3 needs humanize >=4, which is not installed.',
      hint: '',
      packages: ['tinytool', 'humanize'],
      details: {},
      repair: { pip: ['humanize>=4'] }
    },
    {
      code: 'mixed-channels',
      severity: 'info',
      message: 'Packages come from defaults and conda-forge.',
      hint: 'Build it anew from one channel when you find the time.',
      packages: [],
      details: {},
      repair: null
    }
  ]
};
