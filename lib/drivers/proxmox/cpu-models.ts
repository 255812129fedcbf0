/**
 * CPU models of Proxmox VE with AES and the mitigations of their generation: the levels from x86-64-v2-AES on, the host's
 * own CPU, and models of servers since 2017.
 */
const CURRENT =
  /^(x86-64-v2-AES|x86-64-v[34]|host|(EPYC|Skylake|Cascadelake|Cooperlake|Icelake|SapphireRapids|GraniteRapids|SierraForest)[\w.-]*)$/;

export function isCurrentCpu(model: unknown): boolean {
  return typeof model === 'string' && CURRENT.test(model);
}
