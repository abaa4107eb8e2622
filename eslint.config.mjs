import nextPlugin from '@next/eslint-plugin-next';
import checkFile from 'eslint-plugin-check-file';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const own = (name) => `@/${name}(/|$)`;
const lib = (name) => `@/lib/${name}(/|$)`;
const framework = ['next(/|$)', 'react(/|$)', 'react-dom(/|$)'];
const io = ['node:', '@prisma/', 'pg$', 'stripe$', 'next-auth', 'server-only'];
const noParent = { regex: '^\\.\\./', message: 'Import ./sibling or @/absolute, never ../parent.' };

/** One layer of the house: these files must not import what matches, and the lint error says why. */
const layer = (files, banned, why, ignores = []) => ({
  files,
  ignores,
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      { patterns: [noParent, { regex: `^(${banned.join('|')})`, message: why }] },
    ],
  },
});

const bareDate = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Time comes from ctx.now.' },
  { selector: 'CallExpression[callee.object.name="Date"][callee.property.name="now"]', message: 'Time comes from ctx.now.' },
];
const unsafeSql = { selector: 'MemberExpression[property.name=/^\\$(query|execute)RawUnsafe$/]', message: 'SQL takes parameters.' };
const processEnv = { selector: 'MemberExpression[object.name="process"][property.name="env"]', message: 'Only lib/adapters/env.ts reads process.env.' };
const tests = ['**/*.test.ts', '**/*.test.tsx', 'test/**', 'e2e/**'];

export default tseslint.config(
  { ignores: ['.next', '.data', 'node_modules', 'next-env.d.ts', 'lib/generated', 'test-results', 'playwright-report'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [noParent] }],
      'no-restricted-syntax': ['error', unsafeSql],
      'max-lines': ['error', { max: 250 }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.{ts,tsx,mjs}'],
    plugins: { 'check-file': checkFile },
    rules: {
      'check-file/filename-naming-convention': ['error', { '**/*.{ts,tsx,mjs}': 'KEBAB_CASE' }, { ignoreMiddleExtensions: true }],
    },
  },
  { files: ['**/*.tsx'], plugins: { 'react-hooks': reactHooks }, rules: reactHooks.configs.recommended.rules },
  { files: ['app/**', 'components/**'], plugins: { '@next/next': nextPlugin }, rules: { ...nextPlugin.configs.recommended.rules, '@next/next/no-html-link-for-pages': 'off' } },
  layer(['lib/domain/**'], ['@/(?!lib/domain)', ...framework, ...io], 'domain is pure: it imports only zod and itself.', tests),
  layer(['lib/catalogs/**'], ['@/(?!lib/(domain|catalogs))', ...framework, ...io], 'a catalogue is data: it imports only domain.', tests),
  layer(['lib/adapters/**'], [own('app'), own('components'), lib('services'), lib('web'), lib('edge')], 'adapters wrap one outside system and know nothing above them.', tests),
  layer(['lib/services/**'], [own('app'), own('components'), lib('adapters'), lib('web'), lib('edge'), ...framework, 'next-auth'], 'services know no framework and no UI; they take what they touch from ctx.', tests),
  layer(['lib/web/**'], [own('app'), own('components'), lib('edge')], 'web turns a request into a ctx and an error into a response.', tests),
  layer(['lib/edge/**', 'middleware.ts'], ['@/(?!lib/(domain|edge))', ...io], 'edge code reaches the database only through /api/internal/meter.', tests),
  layer(['components/**'], [own('app'), lib('services'), lib('adapters'), lib('web'), lib('edge'), '@/lib/context', ...io], 'components take data and actions as props.', tests),
  layer(['app/**'], [lib('adapters'), lib('edge'), own('sandbox'), '@prisma/', 'pg$', 'stripe$'], 'routes call services; only services touch adapters.', tests),
  layer(['sandbox/**'], ['@/(?!sandbox)'], 'a stand-in knows nothing of Tollgate.', tests),
  { files: ['lib/services/**', 'lib/domain/**'], ignores: tests, rules: { 'no-restricted-syntax': ['error', unsafeSql, processEnv, ...bareDate] } },
  { files: ['app/**', 'components/**', 'lib/web/**', 'lib/jobs/**', 'lib/edge/**'], rules: { 'no-restricted-syntax': ['error', unsafeSql, processEnv] } },
  { files: ['lib/edge/edge-env.ts', 'instrumentation.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: [...tests, 'bench/**', 'scripts/**', 'sandbox/**/*.test.ts'], rules: { 'max-lines-per-function': 'off', 'no-console': 'off' } },
  { files: ['lib/catalogs/**', 'prisma/**'], rules: { 'max-lines-per-function': 'off' } },
);
