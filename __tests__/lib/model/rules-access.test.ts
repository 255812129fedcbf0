import { privateKey, keys } from './ssh-keys';
import { define, textsOf, type Case, ed25519, listToken, textToken } from './support';

const cases: readonly Case[] = [
  [
    'there is no way in',
    { guest: { sshAuthorizedKeys: undefined } },
    [
      '[VML039] lab/web-1.guest.sshAuthorizedKeys: got nothing; a guest is reached by public SSH keys or an SSH CA, never by password or private key; give guest.sshAuthorizedKeys or guest.sshCertificateAuthority',
    ],
    { guest: { sshAuthorizedKeys: undefined, sshCertificateAuthority: ed25519 } },
  ],
  [
    'a Linux guest has no key, which a Windows guest need not have',
    { guest: { sshAuthorizedKeys: undefined } },
    [
      '[VML039] lab/web-1.guest.sshAuthorizedKeys: got nothing; a guest is reached by public SSH keys or an SSH CA, never by password or private key; give guest.sshAuthorizedKeys or guest.sshCertificateAuthority',
    ],
    { guest: { sshAuthorizedKeys: undefined, operatingSystem: 'windows' } },
  ],
  [
    'the list of keys is empty',
    { guest: { sshAuthorizedKeys: [] } },
    [
      '[VML039] lab/web-1.guest.sshAuthorizedKeys: got nothing; a guest is reached by public SSH keys or an SSH CA, never by password or private key; give guest.sshAuthorizedKeys or guest.sshCertificateAuthority',
    ],
    { guest: { sshAuthorizedKeys: listToken } },
  ],
  [
    'a key is a private one',
    { guest: { sshAuthorizedKeys: [privateKey] } },
    [
      '[VML039] lab/web-1.guest.sshAuthorizedKeys[0]: got a private key (value not shown); a private key stands in no field; take it out, and make a new key: this one is no longer secret',
    ],
    { guest: { sshAuthorizedKeys: [ed25519] } },
  ],
  [
    'the list of keys is a private one',
    { guest: { sshAuthorizedKeys: privateKey } },
    [
      '[VML039] lab/web-1.guest.sshAuthorizedKeys: got a private key (value not shown); a private key stands in no field; take it out, and make a new key: this one is no longer secret',
    ],
    { guest: { sshAuthorizedKeys: [keys.ecdsa256] } },
  ],
  [
    'the list of keys is one key',
    { guest: { sshAuthorizedKeys: ed25519 } },
    [
      '[VML048] lab/web-1.guest.sshAuthorizedKeys: got a text (value not shown); it is a list of public keys; write a list of texts',
    ],
    { guest: { sshAuthorizedKeys: [ed25519] } },
  ],
  [
    'the list of keys is a text token',
    { guest: { sshAuthorizedKeys: textToken } },
    [
      '[VML048] lab/web-1.guest.sshAuthorizedKeys: got a token of another type; it is a list of public keys; write a list of texts',
    ],
    { guest: { sshAuthorizedKeys: [textToken] } },
  ],
  [
    'the list of keys is null',
    { guest: { sshAuthorizedKeys: null } },
    [
      '[VML048] lab/web-1.guest.sshAuthorizedKeys: got null; it is a list of public keys; write a list of texts',
    ],
    { guest: { sshAuthorizedKeys: [ed25519] } },
  ],
  [
    'a key is of PuTTY',
    { guest: { sshAuthorizedKeys: ['PuTTY-User-Key-File-3: ssh-ed25519'] } },
    [
      '[VML039] lab/web-1.guest.sshAuthorizedKeys[0]: got a private key (value not shown); a private key stands in no field; take it out, and make a new key: this one is no longer secret',
    ],
    { guest: { sshAuthorizedKeys: [keys.ecdsa384] } },
  ],
  [
    'a key is DSA',
    { guest: { sshAuthorizedKeys: [keys.dsa] } },
    [
      '[VML039] lab/web-1.guest.sshAuthorizedKeys[0]: got a DSA key (value not shown); DSA keys are not accepted; make an Ed25519 key: ssh-keygen -t ed25519',
    ],
    { guest: { sshAuthorizedKeys: [keys.ecdsa521] } },
  ],
  [
    'a key is RSA of 2048 bits',
    { guest: { sshAuthorizedKeys: [keys.rsa2048] } },
    [
      '[VML039] lab/web-1.guest.sshAuthorizedKeys[0]: got an RSA key of 2048 bits (value not shown); an RSA key has at least 3072 bits; make an Ed25519 key: ssh-keygen -t ed25519',
    ],
    { guest: { sshAuthorizedKeys: [keys.rsa3072] } },
  ],
  [
    'a key is a certificate',
    { guest: { sshAuthorizedKeys: ['ssh-ed25519-cert-v01@openssh.com AAAA'] } },
    [
      "[VML039] lab/web-1.guest.sshAuthorizedKeys[0]: got an SSH certificate (value not shown); a certificate is not a public key; give the CA's public key as guest.sshCertificateAuthority",
    ],
    { guest: { sshAuthorizedKeys: [ed25519] } },
  ],
  [
    'a key is a password',
    { guest: { sshAuthorizedKeys: ['hunter2'] } },
    [
      '[VML039] lab/web-1.guest.sshAuthorizedKeys[0]: got a text that is no public key (value not shown); a public key starts with its type: ssh-ed25519, ssh-rsa, ecdsa-sha2-nistp256, ecdsa-sha2-nistp384, ecdsa-sha2-nistp521, sk-ssh-ed25519@openssh.com, sk-ecdsa-sha2-nistp256@openssh.com; give the one line of a .pub file, such as "ssh-ed25519 AAAA... name"',
    ],
    { guest: { sshAuthorizedKeys: [ed25519] } },
  ],
  [
    'a key has another type inside',
    { guest: { sshAuthorizedKeys: [ed25519.replace('ssh-ed25519', 'ssh-rsa')] } },
    [
      '[VML039] lab/web-1.guest.sshAuthorizedKeys[0]: got a damaged ssh-rsa key (value not shown); the second word of a public key is base64 of a whole key of the type that the first word names; give the one line of a .pub file, such as "ssh-ed25519 AAAA... name"',
    ],
    { guest: { sshAuthorizedKeys: [ed25519] } },
  ],
  [
    'a key is cut off',
    { guest: { sshAuthorizedKeys: [ed25519.slice(0, 60)] } },
    [
      '[VML039] lab/web-1.guest.sshAuthorizedKeys[0]: got a damaged ssh-ed25519 key (value not shown); the second word of a public key is base64 of a whole key of the type that the first word names; give the one line of a .pub file, such as "ssh-ed25519 AAAA... name"',
    ],
    { guest: { sshAuthorizedKeys: [ed25519.slice(0, 80)] } },
  ],
  [
    'a key is no base64',
    { guest: { sshAuthorizedKeys: ['ssh-ed25519 AAAA!'] } },
    [
      '[VML039] lab/web-1.guest.sshAuthorizedKeys[0]: got a damaged ssh-ed25519 key (value not shown); the second word of a public key is base64 of a whole key of the type that the first word names; give the one line of a .pub file, such as "ssh-ed25519 AAAA... name"',
    ],
    { guest: { sshAuthorizedKeys: [ed25519] } },
  ],
  [
    'a key has options',
    { guest: { sshAuthorizedKeys: [`no-pty ${ed25519}`] } },
    [
      '[VML039] lab/web-1.guest.sshAuthorizedKeys[0]: got a text that is no public key (value not shown); a public key starts with its type: ssh-ed25519, ssh-rsa, ecdsa-sha2-nistp256, ecdsa-sha2-nistp384, ecdsa-sha2-nistp521, sk-ssh-ed25519@openssh.com, sk-ecdsa-sha2-nistp256@openssh.com; give the one line of a .pub file, such as "ssh-ed25519 AAAA... name"',
    ],
    { guest: { sshAuthorizedKeys: [ed25519] } },
  ],
  [
    'a key hides a second one',
    { guest: { sshAuthorizedKeys: [`${ed25519}\nssh-rsa AAAA`] } },
    [
      '[VML008] lab/web-1.guest.sshAuthorizedKeys[0]: got "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIElqNznBSKslANWG2bJ0PNsX15XiG82wRgiOs9wb...; no line break or other control character in a text; write it in one line',
    ],
    { guest: { sshAuthorizedKeys: [`${ed25519} and more words`] } },
  ],
  [
    'the CA is no key',
    { guest: { sshCertificateAuthority: 'ca.pub' } },
    [
      '[VML039] lab/web-1.guest.sshCertificateAuthority: got a text that is no public key (value not shown); a public key starts with its type: ssh-ed25519, ssh-rsa, ecdsa-sha2-nistp256, ecdsa-sha2-nistp384, ecdsa-sha2-nistp521, sk-ssh-ed25519@openssh.com, sk-ecdsa-sha2-nistp256@openssh.com; give the one line of a .pub file, such as "ssh-ed25519 AAAA... name"',
    ],
    { guest: { sshCertificateAuthority: textToken } },
  ],
  [
    'a password is given',
    { guest: { password: 'hunter2' } },
    [
      '[VML039] lab/web-1.guest.password: got a secret (value not shown); a guest is reached by public SSH keys or an SSH CA, never by password or private key; remove it; give guest.sshAuthorizedKeys or guest.sshCertificateAuthority',
    ],
    { guest: {} },
  ],
  [
    "an administrator's password is given",
    { guest: { adminPassword: 'hunter2', hashedPassword: '$6$x', plainTextPassword: { a: 1 } } },
    [
      '[VML039] lab/web-1.guest.adminPassword: got a secret (value not shown); a guest is reached by public SSH keys or an SSH CA, never by password or private key; remove it; give guest.sshAuthorizedKeys or guest.sshCertificateAuthority',
      '[VML039] lab/web-1.guest.hashedPassword: got a secret (value not shown); a guest is reached by public SSH keys or an SSH CA, never by password or private key; remove it; give guest.sshAuthorizedKeys or guest.sshCertificateAuthority',
      '[VML039] lab/web-1.guest.plainTextPassword: got a secret (value not shown); a guest is reached by public SSH keys or an SSH CA, never by password or private key; remove it; give guest.sshAuthorizedKeys or guest.sshCertificateAuthority',
    ],
    { guest: {} },
  ],
  [
    'a password is given to the VM',
    { props: { root_pwd: 'hunter2' } },
    [
      '[VML039] lab/web-1.root_pwd: got a secret (value not shown); a guest is reached by public SSH keys or an SSH CA, never by password or private key; remove it; give guest.sshAuthorizedKeys or guest.sshCertificateAuthority',
    ],
    { props: {} },
  ],
  [
    'an admin network is an address',
    { guest: { adminCidrs: ['10.0.0.5'] } },
    [
      '[VML013] lab/web-1.guest.adminCidrs[0]: got "10.0.0.5"; an IP address, prefix or CIDR is written correctly; did you mean "10.0.0.5/32"?',
    ],
    { guest: { adminCidrs: ['10.0.0.5/32', textToken] } },
  ],
  [
    'an admin network has host bits',
    { guest: { adminCidrs: ['2001:DB8::5/64'] } },
    [
      '[VML013] lab/web-1.guest.adminCidrs[0]: got "2001:DB8::5/64"; an IP address, prefix or CIDR is written correctly; did you mean "2001:db8::/64"?',
    ],
    { guest: { adminCidrs: ['2001:DB8::/64'] } },
  ],
  [
    'an admin network is a name',
    { guest: { adminCidrs: ['office'] } },
    [
      '[VML013] lab/web-1.guest.adminCidrs[0]: got "office"; an IP address, prefix or CIDR is written correctly; give a subnet, such as "10.0.0.0/24"',
    ],
    { guest: { adminCidrs: listToken } },
  ],
];

test.each(cases)('fails when %s', (_title, given, texts) => {
  expect(textsOf(given)).toEqual(texts);
  expect(define(given).vm).toBeUndefined();
});

test.each(cases)('accepts the nearest valid twin of: %s', (_title, _given, _texts, twin) => {
  expect(textsOf(twin)).toEqual([]);
  expect(Object.isFrozen(define(twin).vm)).toBe(true);
});
