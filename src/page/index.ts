import { drawFile } from './file-page.ts';
import { HostPage } from './host-page.ts';

/** Put in by the build. */
declare const VERSION: string;

const root = document.querySelector('main');
const data = document.querySelector('#answer')?.textContent ?? '';

if (root && data.trim() !== '') drawFile(root, data);
else if (root && window.parent !== window) void new HostPage(root).start(VERSION);
