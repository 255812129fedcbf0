import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      '.gen/',
      'dist/',
      'cdktf.out/',
      'coverage/',
      'node_modules/',
      'docs/.vitepress/dist/',
      'docs/.vitepress/cache/',
    ],
  },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // Constructs enter their scope by being made.
      'no-new': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: false }],
    },
  },
  {
    // An example has its own tsconfig.json, which finds the package where it was installed; here it is this checkout's.
    files: ['examples/**/*.ts'],
    languageOptions: {
      parserOptions: { projectService: false, project: 'examples/tsconfig.json' },
    },
  },
  {
    files: ['__tests__/**/*.ts'],
    rules: {
      // Tests hand wrong types to the library on purpose.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        module: 'writable',
        require: 'readonly',
        __dirname: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
);
