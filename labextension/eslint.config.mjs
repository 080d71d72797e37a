import jupyter from '@jupyter/eslint-plugin';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const TYPED = ['**/*.ts', '**/*.tsx'];

export default tseslint.config(
  { ignores: ['lib', 'node_modules', 'test-results', 'playwright-report'] },
  ...tseslint.configs.recommendedTypeChecked.map(config => ({
    ...config,
    files: TYPED
  })),
  {
    files: TYPED,
    languageOptions: {
      parserOptions: {
        project: './tsconfig.json',
        tsconfigRootDir: import.meta.dirname
      }
    },
    rules: {
      // CommandIDs is a namespace, as everywhere in JupyterLab.
      '@typescript-eslint/no-namespace': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Lumino takes slots as methods, with `this` beside them.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/consistent-type-imports': 'error'
    }
  },
  {
    files: ['src/**/*.ts', 'src/**/*.tsx'],
    ...jsxA11y.flatConfigs.recommended
  },
  {
    files: ['src/**/*.ts', 'src/**/*.tsx'],
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs.recommended.rules
  },
  { plugins: { jupyter } },
  // Its rules for code are about what runs in JupyterLab; those for tests are about galata.
  ...jupyter.configs.recommended
    .filter(config => !config.files.includes('**/*.spec.ts'))
    .map(config =>
      config.files.includes('**/*.ts')
        ? { ...config, files: ['src/**/*.ts', 'src/**/*.tsx'] }
        : config
    )
);
