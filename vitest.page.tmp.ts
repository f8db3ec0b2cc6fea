import { defineConfig } from '/work/wt/page/node_modules/vitest/dist/config.js';
export default defineConfig({ root: '/work/wt/page', test: { include: ['test/page/*.test.ts'], testTimeout: 30000, isolate: false } });
