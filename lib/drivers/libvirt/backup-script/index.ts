/**
 * The program that backs VMs up on a libvirt host: Python of the standard library, around virtnbdbackup, which is Python
 * too. Text of TypeScript, so that it is part of the compiled package.
 */

import { backUpPart } from './back-up';
import { chainsPart } from './chains';
import { commandsPart } from './commands';
import { copyPrunePart } from './copy-prune';
import { machinePart } from './machine';
import { preludePart } from './prelude';
import { restorePart } from './restore';

/** The whole program, in the order in which its parts need each other. */
export const backupScript = `${[
  preludePart,
  chainsPart,
  machinePart,
  backUpPart,
  copyPrunePart,
  restorePart,
  commandsPart,
].join('\n\n\n')}\n`;
