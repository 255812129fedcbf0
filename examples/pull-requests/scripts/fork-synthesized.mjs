/**
 * Fetches what the pipeline of a fork has synthesized for a merge request of GitLab: one JSON file for each stack, as data.
 *
 * Usage: node fork-synthesized.mjs --job NAME --stacks FOLDER --out FOLDER
 *
 * The stacks are those of the base branch, whose folder is given; nothing that the fork names becomes a path here.
 *
 * CI_PROJECT_ID, CI_API_V4_URL, FORK_MERGE_REQUEST; FORK_READ_TOKEN where the fork is not public (scope read_api).
 * Exit codes: 0 done, 1 the API failed, 2 bad input.
 */

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Api, BadInput, RequestFailed, command } from './api.mjs';

const advice = {
  401: 'the token is wrong, revoked or expired: give a new FORK_READ_TOKEN',
  403: 'the artifacts are not public: give FORK_READ_TOKEN, or ask for public pipelines',
  404: 'there is no such thing, or it is not public: check the number of the merge request, or give FORK_READ_TOKEN',
};

function required(name) {
  const value = process.env[name];
  if (value === undefined || value === '') throw new BadInput(`${name} is unset`);
  return value;
}

await command(async (args) => {
  const string = { type: 'string' };
  const { values } = parseArgs({ args, options: { job: string, stacks: string, out: string } });
  const { job: name, stacks, out } = values;
  if (!name || !stacks || !out) {
    throw new BadInput('usage: fork-synthesized.mjs --job NAME --stacks FOLDER --out FOLDER');
  }
  const iid = required('FORK_MERGE_REQUEST');
  if (!/^[1-9]\d{0,9}$/.test(iid))
    throw new BadInput(`FORK_MERGE_REQUEST: got "${iid}"; it is a number`);
  const token = process.env.FORK_READ_TOKEN;
  const api = new Api(
    required('CI_API_V4_URL'),
    token ? { 'private-token': token } : {},
    (status) => advice[status],
  );
  const project = encodeURIComponent(required('CI_PROJECT_ID'));
  const request = await api.get(`/projects/${project}/merge_requests/${iid}`);
  const fork = Number(request.source_project_id);
  const pipeline = request.head_pipeline;
  if (!Number.isInteger(fork) || !Number.isInteger(pipeline?.id)) {
    throw new RequestFailed(
      `merge request ${iid} has no pipeline in its fork: let its author run one`,
    );
  }
  if (pipeline.sha !== request.sha) {
    throw new RequestFailed(
      `the last pipeline of merge request ${iid} is of an older commit: wait for that of ${request.sha}`,
    );
  }
  const job = await api.find(
    `/projects/${fork}/pipelines/${pipeline.id}/jobs?scope[]=success&per_page=100`,
    (one) => one.name === name,
  );
  if (job === undefined) {
    throw new RequestFailed(
      `pipeline ${pipeline.id} of the fork has no job "${name}" that has succeeded: see its log`,
    );
  }
  const fetched = [];
  for (const stack of readdirSync(stacks).sort()) {
    const path = `cdktf.out/stacks/${encodeURIComponent(stack)}/cdk.tf.json`;
    const value = await api.get(`/projects/${fork}/jobs/${Number(job.id)}/artifacts/${path}`);
    mkdirSync(join(out, stack), { recursive: true });
    writeFileSync(join(out, stack, 'cdk.tf.json'), JSON.stringify(value));
    fetched.push(stack);
  }
  return `fetched ${fetched.join(', ')} of ${request.sha}`;
});
