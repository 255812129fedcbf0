import { memoize } from './memo';

/** Shortest RSA modulus that is still trusted (BSI TR-02102-1, from 2024 on; CNSA 1.0). */
const RSA_BITS = 3072;

const ADVICE = 'give the one line of a .pub file, such as "ssh-ed25519 AAAA... name"';

/** What is wrong with a public key. */
export interface KeyFault {
  /** What was given, in words: the value itself might be a secret. */
  readonly got: string;
  readonly rule: string;
  readonly fix: string;
}

/** Checks of the key blob (RFC 4253 section 6.6, RFC 5656, RFC 8709, and OpenSSH's PROTOCOL.u2f), after its type. */
const TYPES: Readonly<Record<string, (fields: readonly Buffer[]) => boolean>> = {
  'ssh-ed25519': ([key, ...rest]) => key?.length === 32 && rest.length === 0,
  'ssh-rsa': (fields) => fields.length === 2,
  'ecdsa-sha2-nistp256': (fields) => isPoint(fields, 'nistp256', 65) && fields.length === 2,
  'ecdsa-sha2-nistp384': (fields) => isPoint(fields, 'nistp384', 97) && fields.length === 2,
  'ecdsa-sha2-nistp521': (fields) => isPoint(fields, 'nistp521', 133) && fields.length === 2,
  'sk-ssh-ed25519@openssh.com': (fields) => fields[0]?.length === 32 && fields.length === 2,
  'sk-ecdsa-sha2-nistp256@openssh.com': (fields) =>
    isPoint(fields, 'nistp256', 65) && fields.length === 3,
};

function isPoint([curve, point]: readonly Buffer[], name: string, length: number): boolean {
  return curve?.toString('latin1') === name && point?.length === length && point[0] === 4;
}

/** What is wrong with an OpenSSH public key, written `type blob [comment]`; undefined where it is good. */
export const publicKeyFault = memoize((text): KeyFault | undefined => {
  const [type = '', blob = ''] = text.split(' ');
  if (type === 'ssh-dss') {
    return {
      got: 'a DSA key (value not shown)',
      rule: 'DSA keys are not accepted',
      fix: 'make an Ed25519 key: ssh-keygen -t ed25519',
    };
  }
  if (type.includes('-cert-v01@')) {
    return {
      got: 'an SSH certificate (value not shown)',
      rule: 'a certificate is not a public key',
      fix: "give the CA's public key as guest.sshCertificateAuthority",
    };
  }
  const isValidBlob = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (isValidBlob === undefined) {
    return {
      got: 'a text that is no public key (value not shown)',
      rule: `a public key starts with its type: ${Object.keys(TYPES).join(', ')}`,
      fix: ADVICE,
    };
  }
  const [inner, ...fields] = readFields(blob) ?? [];
  if (inner?.toString('latin1') !== type || !isValidBlob(fields)) {
    return {
      got: `a damaged ${type} key (value not shown)`,
      rule: 'the second word of a public key is base64 of a whole key of the type that the first word names',
      fix: ADVICE,
    };
  }
  // After its type, an RSA key is exponent and modulus.
  const bits = bitLength(Buffer.concat(fields.slice(1)));
  if (type === 'ssh-rsa' && bits < RSA_BITS) {
    return {
      got: `an RSA key of ${String(bits)} bits (value not shown)`,
      rule: `an RSA key has at least ${String(RSA_BITS)} bits`,
      fix: 'make an Ed25519 key: ssh-keygen -t ed25519',
    };
  }
  return undefined;
});

/** The fields of a key blob: each is its length in four bytes, then its bytes (RFC 4251 section 5). */
function readFields(blob: string): readonly Buffer[] | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(blob) || blob.length % 4 !== 0) return undefined;
  const bytes = Buffer.from(blob, 'base64');
  const fields: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + 4 > bytes.length) return undefined;
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return undefined;
    fields.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return fields;
}

function bitLength(integer: Buffer): number {
  return BigInt(`0x0${integer.toString('hex')}`).toString(2).length;
}
