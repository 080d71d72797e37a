import type {
  Config,
  Environment,
  Export,
  Format,
  Job,
  Package,
  PackageVersion,
  SearchHit
} from '../src/api';

/** Answers of the server as the structs of `jupyter_envmgr/models.py` give them. */
export function environment(part: Partial<Environment> = {}): Environment {
  const name = part.name ?? 'analysis';
  return {
    name,
    prefix: `/opt/conda/envs/${name}`,
    kind: 'environment',
    state: 'ready',
    protected: false,
    writable: true,
    own_server: false,
    python: '3.12.4',
    conda_packages: 123,
    pip_packages: 4,
    kernels: [`conda-env-${name}-py`],
    revision: null,
    modified: '2026-11-18T09:30:00Z',
    size: null,
    problem: null,
    ...part
  };
}

export const ENVIRONMENTS: Environment[] = [
  environment({
    name: 'base',
    prefix: '/opt/conda',
    kind: 'base',
    protected: true,
    conda_packages: 94,
    pip_packages: 0,
    kernels: ['conda-root-py']
  }),
  environment(),
  environment({
    name: 'geo',
    python: '3.11.9',
    conda_packages: 241,
    pip_packages: 0
  }),
  environment({
    name: 'jupyter',
    python: '3.13.1',
    own_server: true,
    protected: true,
    conda_packages: 168,
    pip_packages: 1
  }),
  environment({
    name: 'r-stats',
    python: null,
    conda_packages: 87,
    pip_packages: 0,
    kernels: ['conda-env-r-stats-r']
  }),
  environment({
    name: 'text-mining-experiments-2026',
    conda_packages: 58,
    pip_packages: 12,
    kernels: []
  }),
  environment({
    name: 'broken',
    state: 'unreadable',
    python: null,
    conda_packages: 0,
    pip_packages: 0,
    kernels: [],
    problem: {
      code: 'unreadable',
      message: 'The record of numpy is not valid JSON.',
      hint: 'Look at the file that is named, or rebuild the environment from its environment.yml.',
      details: {
        file: '/opt/conda/envs/broken/conda-meta/numpy-2.1.0-py312_0.json'
      }
    }
  })
];

export const PACKAGES: Package[] = [
  ...['ipykernel', 'numpy', 'pandas', 'python'].map(name => ({
    name,
    version: name === 'python' ? '3.12.4' : '2.1.0',
    build: 'py312h1234_0',
    channel: 'conda-forge',
    layer: 'conda' as const,
    requested: name !== 'ipykernel',
    size: 8_123_456
  })),
  ...Array.from({ length: 240 }, (_, at) => ({
    name: `lib-${String(at).padStart(3, '0')}`,
    version: `1.${at}`,
    build: 'h1234_0',
    channel: 'conda-forge',
    layer: 'conda' as const,
    requested: false,
    size: 12_345
  })),
  {
    name: 'tinytool',
    version: '0.3',
    build: '',
    channel: 'pypi',
    layer: 'pip' as const,
    requested: true,
    size: 4_321
  }
];

export const FORMATS: Format[] = [
  {
    id: 'environment-yaml',
    title: 'environment.yml',
    filename: 'environment.yml',
    reads: true,
    writes: true,
    variants: [
      {
        id: 'requested',
        title: 'What was asked for',
        description:
          'Only the packages that were asked for, with their installed versions: works on every platform.'
      },
      {
        id: 'no-builds',
        title: 'All packages, with versions',
        description:
          'Dependencies too, without builds: close to this environment, on this platform and often on others.'
      },
      {
        id: 'exact',
        title: 'All packages, with versions and builds',
        description: 'The very same packages, on this platform only.'
      }
    ]
  },
  {
    id: 'requirements',
    title: 'requirements.txt',
    filename: 'requirements.txt',
    reads: true,
    writes: false,
    variants: []
  }
];

export const VERSIONS: PackageVersion[] = ['2.3.1', '2.2.0', '2.1.0', '1.26.4']
  .flatMap(version => ['py312', 'py311'].map(python => ({ version, python })))
  .map(({ version, python }) => ({
    version,
    build: `${python}h1234_0`,
    channel: 'conda-forge',
    size: 8_000_000,
    python: python === 'py312' ? '>=3.12,<3.13.0a0' : '>=3.11,<3.12.0a0'
  }));

export const CONFIG: Config = {
  version: '0.1.0',
  platform: 'linux-64',
  channels: ['conda-forge'],
  channel_priority: 'strict',
  main_folder: '/opt/conda/envs',
  envs_dirs: ['/opt/conda/envs'],
  base: '/opt/conda',
  kernel_provider: 'jupyter_envmgr',
  revisions_kept: 3,
  revisions_disk: 20_000_000_000,
  condarc_files: [],
  problems: []
};

export const HITS: SearchHit[] = [
  {
    name: 'pandas',
    version: '2.3.1',
    summary: 'Data structures for data analysis, time series and statistics',
    channel: 'conda-forge'
  },
  {
    name: 'pandas-stubs',
    version: '2.3.0',
    summary: 'Type annotations for pandas',
    channel: 'conda-forge'
  }
];

export function exported(variant: string | null): Export {
  const versions =
    variant === 'exact'
      ? ['pandas=2.1.0=py312h1234_0', 'python=3.12.4=h1234_0']
      : ['pandas=2.1.0', 'python=3.12.4'];
  return {
    format: 'environment-yaml',
    filename: 'analysis.yml',
    text: [
      'name: analysis',
      'channels:',
      '  - conda-forge',
      'dependencies:',
      ...versions.map(version => `  - ${version}`),
      '  - pip:',
      '      - tinytool==0.3',
      ''
    ].join('\n'),
    notices: []
  };
}

export function job(part: Partial<Job> = {}): Job {
  return {
    id: 'job-1',
    title: 'Create fresh',
    action: 'create',
    environment: 'fresh',
    state: 'running',
    progress: { phase: 'solve', done: 0, total: 0, unit: '', message: '' },
    problem: null,
    log: [],
    created: '2026-11-21T10:00:00Z',
    started: '2026-11-21T10:00:00Z',
    ended: null,
    ...part
  };
}
