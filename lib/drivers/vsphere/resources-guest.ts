/** The configuration of a Linux guest as VMX keys. Input: its documents. Output: encoded texts, some by Terraform. */

import { Fn, TerraformLocal, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { jsonDocument, shortDigest } from '../common/literal';
import type { VmRequest } from '../contract';
import { guestDocuments } from './map-guest';

/** Longest value that open-vm-tools reads is 64 KiB (lib/include/guest_msg_def.h); some room is left for values of tokens. */
const longestValue = 60_000;

export function guestInfo(scope: Construct, request: VmRequest): Record<string, string> {
  const { userData, metaData } = guestDocuments(request);
  // A new instance id makes cloud-init apply a changed document on the next boot.
  const revision = shortDigest(JSON.stringify({ userData, metaData }));
  const identified = { 'instance-id': `${request.vm.uuid}-${revision}`, ...metaData };
  return {
    ...encoded(scope, 'metadata', identified),
    ...encoded(scope, 'userdata', userData, '#cloud-config\n'),
  };
}

/**
 * A document in base64. What is known is encoded here, so that the result is the same wherever it is made; a document with
 * tokens is encoded by Terraform, which knows their values. One that would be too long is compressed, which Terraform
 * does alike on every platform and Node.js does not.
 */
function encoded(
  scope: Construct,
  name: 'metadata' | 'userdata',
  document: object,
  header = '',
): Record<string, string> {
  const text = `${header}${JSON.stringify(document)}\n`;
  const base64 = Buffer.from(text).toString('base64');
  const tooLong = base64.length > longestValue;
  if (!tooLong && !Token.isUnresolved(text)) return entries(name, base64, 'base64');
  const id = name === 'userdata' ? 'UserData' : 'MetaData';
  const local = new TerraformLocal(scope, id, `${header}${jsonDocument(document)}\n`).asString;
  return tooLong
    ? entries(name, Token.asString(Fn.base64gzip(local)), 'gzip+base64')
    : entries(name, Token.asString(Fn.base64encode(local)), 'base64');
}

function entries(name: string, value: string, encoding: string): Record<string, string> {
  return { [`guestinfo.${name}`]: value, [`guestinfo.${name}.encoding`]: encoding };
}
