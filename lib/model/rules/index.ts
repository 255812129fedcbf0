/**
 * The rules of a VM. Each file is one subject, each rule one function of the same shape.
 *
 * Input: an inspection (what was given, as plain data of any type). Output: problems. May import: lib/model, lib/errors.
 */

import type { Rule } from '../inspection';
import { checkAcceptances } from './acceptances';
import { checkAccess } from './access';
import { checkAvailability } from './availability';
import { checkCompute } from './compute';
import { checkDisks } from './disks';
import { checkFirewall } from './firewall';
import { checkGuest } from './guest';
import { checkLifecycle } from './lifecycle';
import { checkLocation } from './location';
import { checkNaming } from './naming';
import { checkNetworks } from './networks';
import { checkTexts } from './texts';
import { checkWindows } from './windows';

export const allRules: readonly Rule[] = [
  checkNaming,
  checkTexts,
  checkCompute,
  checkDisks,
  checkNetworks,
  checkGuest,
  checkAccess,
  checkFirewall,
  checkLifecycle,
  checkLocation,
  checkAvailability,
  checkWindows,
  checkAcceptances,
];
